// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/read_all.h"

#include <cstddef>
#include <memory>
#include <utility>

#include "server/ops/mutex.h"

namespace winnow::loop {
namespace {

// Waits for the answers of all shards.
class Gathering {
 public:
  Gathering(size_t shards, absl::AnyInvocable<void(absl::Status)> done)
      : missing_(shards), done_(std::move(done)) {}

  void Answer(const absl::Status& status) {
    absl::Status first;
    {
      ops::MutexLock lock(mutex_);
      status_.Update(status);
      if (--missing_ > 0) return;
      first = status_;
    }
    done_(std::move(first));
  }

 private:
  ops::Mutex mutex_;
  size_t missing_ WINNOW_GUARDED_BY(mutex_);
  absl::Status status_ WINNOW_GUARDED_BY(mutex_);
  absl::AnyInvocable<void(absl::Status)> done_;  // called by the last answer alone
};

}  // namespace

void ReadAll(shard::Shards& shards, absl::FunctionRef<void(const shard::ShardState&)> inspect,
             absl::AnyInvocable<void(absl::Status)> done) {
  // The first share is ours: no answer may leave before the last shard was seen.
  auto gathering = std::make_shared<Gathering>(shards.size() + 1, std::move(done));
  for (size_t i = 0; i < shards.size(); ++i) {
    shards.at(i).Read(
        [inspect](const shard::ShardState& state) {
          inspect(state);
          return absl::OkStatus();
        },
        [gathering](absl::StatusOr<shard::Position> position) {
          gathering->Answer(position.status());
        });
  }
  gathering->Answer(absl::OkStatus());
}

}  // namespace winnow::loop
