// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/shard_check.h"

#include <algorithm>
#include <limits>
#include <map>

#include "absl/strings/str_cat.h"
#include "server/shard/log_check.h"
#include "server/shard/recovery.h"
#include "server/shard/shard_state.h"
#include "storage/tables/batch_table.h"
#include "storage/tables/evaluation_table.h"
#include "storage/tables/index_check.h"
#include "storage/tables/lease_table.h"

namespace winnow::shard {
namespace {

class ShardCheck {
 public:
  ShardCheck(storage::Engine& engine, storage::ShardId shard, absl::Time now)
      : engine_(engine), shard_(shard), now_(now) {}

  absl::StatusOr<ShardReport> Run() {
    const absl::StatusOr<storage::ShardHead> head = engine_.Head(shard_);
    if (!head.ok()) return head.status();
    for (const auto& [what, status] :
         {std::pair("audit leaves", Leaves(*head)), std::pair("state", State(*head)),
          std::pair("batches", Batches()), std::pair("samples", Samples()),
          std::pair("indices", Indices())}) {
      if (absl::IsDataLoss(status)) {
        Report(what, status.message());
      } else if (!status.ok()) {
        return status;
      }
    }
    return std::move(report_);
  }

 private:
  void Report(absl::string_view what, absl::string_view problem) {
    report_.problems.push_back(absl::StrCat("shard ", shard_, ", ", what, ": ", problem));
  }

  absl::Status Leaves(const storage::ShardHead& head) {
    LogCheck check(engine_, shard_);
    const absl::Status status = check.Run(head);
    report_.leaves = check.leaves();
    return status;
  }

  absl::Status State(const storage::ShardHead& head) {
    ShardState state(shard_, std::numeric_limits<size_t>::max());
    state.epoch = head.epoch;
    state.seq = head.last_seq;
    state.now = Moment::Trusted(now_, absl::ZeroDuration());
    absl::AnyInvocable<void(uint64_t)> no_progress;
    if (absl::Status status = Recover(engine_, state, no_progress); !status.ok()) return status;
    for (const auto& [id, queue] : state.queues) {
      report_.candidates += queue->candidates.size();
      std::vector<bool>& removed = removed_[queue->queue_no()];
      removed.resize(queue->candidates.size());
      for (CandidateNo no = 0; no < removed.size(); ++no)
        removed[no] = queue->candidates.row(no).removed;
    }
    return absl::OkStatus();
  }

  // Recovery reads the newest manifest alone, and leases that are open.
  absl::Status Batches() {
    std::map<uint32_t, uint64_t> last;
    absl::Status status =
        storage::BatchTable::ScanAll(engine_, shard_, [&](const auto& id, auto& batch) {
          ++report_.batches;
          CheckErased(absl::StrCat("batch ", id.number, " of queue number ", id.queue_no), batch,
                      removed_[id.queue_no]);
          uint64_t& number = last[id.queue_no];
          if (id.number != number + 1) {
            Report("batches", absl::StrCat("queue number ", id.queue_no, " has no batch ",
                                           number + 1, " before batch ", id.number));
          }
          number = id.number;
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
    std::map<uint32_t, uint64_t> leases;
    status = storage::LeaseTable::ScanAll(engine_, shard_, [&](const auto& id, auto&) {
      ++leases[id.queue_no];
      return absl::OkStatus();
    });
    if (status.ok() && leases != last) {
      return absl::DataLossError("there are more or fewer leases than manifests");
    }
    return status;
  }

  // Of a removed candidate no manifest may hold more than the hash.
  void CheckErased(const std::string& where, const storage::v1::BatchRecord& manifest,
                   const std::vector<bool>& removed) {
    const int items = std::min(manifest.items_size(), manifest.arrivals_size());
    for (int i = 0; i < items; ++i) {
      const storage::v1::SealedItem& item = manifest.items(i);
      const uint64_t arrival = manifest.arrivals(i);
      if (arrival >= removed.size() || !removed[arrival]) continue;
      if (item.item().empty() && item.salt().empty()) continue;
      return Report("removals", absl::StrCat(where, " holds an item of a removed candidate"));
    }
  }

  absl::Status Samples() {
    return storage::EvaluationSampleTable::ScanAll(
        engine_, shard_, [&](const storage::EvaluationPartId& id, auto& sample) {
          CheckErased(absl::StrCat("evaluation ", id.evaluation.number, " of queue number ",
                                   id.evaluation.queue_no),
                      sample, removed_[id.evaluation.queue_no]);
          return absl::OkStatus();
        });
  }

  absl::Status Indices() {
    const auto differences = storage::CheckIndices(engine_, shard_);
    if (!differences.ok()) return differences.status();
    for (const std::string& difference : *differences) Report("indices", difference);
    return absl::OkStatus();
  }

  storage::Engine& engine_;
  const storage::ShardId shard_;
  const absl::Time now_;
  std::map<uint32_t, std::vector<bool>> removed_;  // by number of the queue, then candidate
  ShardReport report_;
};

}  // namespace

absl::StatusOr<ShardReport> CheckShard(storage::Engine& engine, storage::ShardId shard,
                                       absl::Time now) {
  return ShardCheck(engine, shard, now).Run();
}

}  // namespace winnow::shard
