// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Publications: renews the counts that callers without access to rows are shown.
#ifndef WINNOW_SERVER_LOOP_PUBLICATIONS_H_
#define WINNOW_SERVER_LOOP_PUBLICATIONS_H_

#include <atomic>
#include <string>

#include "absl/status/status.h"
#include "server/loop/environment.h"

namespace winnow::loop {

// One call at a time.
class Publications {
 public:
  explicit Publications(Environment& environment) : environment_(environment) {}

  // Renews the published counts of every queue that hides small ones, each in a commit of its own
  // where anything can be renewed. Blocks: goes over the candidates in portions, each under the
  // mutex of its shard for less than a millisecond. Cut short, without an error, by Stop. The
  // errors of Shard::Mutate.
  absl::Status Renew();
  // From any thread; never blocks. Later calls of Renew do nothing.
  void Stop() { stopping_ = true; }

 private:
  absl::Status RenewQueue(shard::Shard& shard, const std::string& queue_id);

  Environment& environment_;
  std::atomic<bool> stopping_ = false;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_PUBLICATIONS_H_
