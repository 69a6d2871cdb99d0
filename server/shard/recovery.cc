// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/recovery.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "server/shard/active_policy.h"
#include "server/shard/candidate_recovery.h"
#include "server/shard/contradiction.h"
#include "server/shard/evaluation_recovery.h"
#include "server/shard/lease_deadline.h"
#include "server/shard/publication_recovery.h"
#include "server/shard/registry_recovery.h"
#include "server/shard/request_recovery.h"
#include "server/shard/signal_chunk.h"
#include "storage/tables/adjudication_table.h"
#include "storage/tables/batch_table.h"
#include "storage/tables/candidate_table.h"
#include "storage/tables/cap_use_table.h"
#include "storage/tables/control_table.h"
#include "storage/tables/dataset_table.h"
#include "storage/tables/evaluation_table.h"
#include "storage/tables/history_table.h"
#include "storage/tables/label_table.h"
#include "storage/tables/lease_table.h"
#include "storage/tables/registry_table.h"
#include "storage/tables/release_table.h"
#include "storage/tables/signal_table.h"

namespace winnow::shard {
namespace {

constexpr uint64_t kRowsPerProgress = 100'000;
// Candidates that a thread reads at a time.
constexpr uint64_t kRowsPerPart = 8'192;

// Walks the tables of a shard in the order in which their rows build on each other.
class Recovery {
 public:
  Recovery(storage::Engine& engine, ShardState& state, absl::AnyInvocable<void(uint64_t)>& progress)
      : engine_(engine), state_(state), progress_(progress) {}

  absl::Status Run() {
    if (absl::Status status = RecoverRegistries(engine_, state_); !status.ok()) return status;
    for (const auto step :
         {&Recovery::Queues, &Recovery::Slices, &Recovery::Publications, &Recovery::Candidates,
          &Recovery::SignalChunks, &Recovery::Histories, &Recovery::Controls, &Recovery::Labels,
          &Recovery::Adjudications, &Recovery::Datasets, &Recovery::Releases, &Recovery::Leases,
          &Recovery::CapUses, &Recovery::Manifests, &Recovery::Evaluations, &Recovery::Requests,
          &Recovery::Frames}) {
      if (absl::Status status = (this->*step)(); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  void Count() {
    if (++rows_ % kRowsPerProgress == 0 && progress_) progress_(rows_);
  }

  template <typename TableType>
  using Scan = absl::Status (*)(storage::Engine&, storage::ShardId, typename TableType::Visitor);

  // Visits the rows of a table that `scan` delivers; those of a queue that is not there contradict
  // the directory.
  template <typename TableType, typename Visit>
  absl::Status ScanQueues(Visit visit, Scan<TableType> scan = &TableType::ScanAll) {
    return scan(
        engine_, state_.shard,
        [&](const typename TableType::Id& id, typename TableType::Record& record) -> absl::Status {
          Count();
          const auto it = queues_.find(id.queue_no);
          if (it == queues_.end()) return NoQueue();
          return visit(*it->second, id, record);
        });
  }

  absl::Status Queues();
  absl::Status Slices();
  absl::Status Publications();
  absl::Status Candidates();
  absl::Status SignalChunks();
  absl::Status Histories();
  absl::Status Controls();
  absl::Status Labels();
  absl::Status Adjudications();
  absl::Status Datasets();
  absl::Status Releases();
  absl::Status Leases();
  absl::Status CapUses();
  absl::Status Manifests();
  // The last of rows whose numbers have no gap: `last` is there, or the number before the first.
  // Found without reading the others.
  absl::StatusOr<uint64_t> FindLast(uint64_t last, absl::FunctionRef<std::string(uint64_t)> key_of);
  absl::Status Evaluations();
  absl::Status Requests();
  absl::Status Frames();

  storage::Engine& engine_;
  ShardState& state_;
  absl::AnyInvocable<void(uint64_t)>& progress_;
  uint64_t rows_ = 0;
  QueuesByNumber queues_;
};

absl::Status Recovery::Queues() {
  return storage::QueueTable::ScanAll(
      engine_, state_.shard, [&](const std::string& id, auto& record) -> absl::Status {
        state_.last_queue_no = std::max(state_.last_queue_no, record.queue_no());
        const uint32_t queue_no = record.queue_no();
        if (record.queue_id() != id) return Contradiction("a queue under another's id");
        auto queue = std::make_unique<QueueState>(std::move(record));
        if (!queues_.emplace(queue_no, queue.get()).second)
          return Contradiction("two queues with one number");
        state_.queues[id] = std::move(queue);
        return absl::OkStatus();
      });
}

absl::Status Recovery::Slices() {
  absl::Status status = ScanQueues<storage::SliceTable>(
      [&](QueueState& queue, const storage::SliceId& id, auto& record) {
        SliceState& slice =
            queue.slices.at(queue.candidates.dictionaries().slices.Intern(id.slice_id));
        slice.record = std::move(record);
        slice.configured = true;
        return absl::OkStatus();
      });
  status.Update(
      ScanQueues<storage::WriterOffsetTable>([&](QueueState& queue, const auto& id, auto& record) {
        queue.writer_offsets[{id.writer_id, static_cast<winnow::v1::IngestStream>(id.stream)}] =
            record.committed_offset();
        return absl::OkStatus();
      }));
  return status;
}

absl::Status Recovery::Publications() {
  return RecoverPublications(engine_, state_.shard, queues_);
}

absl::Status Recovery::Candidates() {
  std::vector<std::string> borders;
  for (const auto& [queue_no, queue] : queues_) {
    const auto candidates = FindLast(0, [&, no = queue_no](uint64_t number) {
      return storage::CandidateTable::Key(state_.shard, {no, number - 1});
    });
    if (!candidates.ok()) return candidates.status();
    queue->candidates.Reserve(*candidates);
    for (uint64_t number = 0; number < *candidates; number += kRowsPerPart)
      borders.push_back(storage::CandidateTable::Key(state_.shard, {queue_no, number}));
  }
  std::sort(borders.begin(), borders.end());
  return RecoverCandidates({engine_, state_.shard, borders}, queues_, [this] { Count(); });
}

absl::Status Recovery::SignalChunks() {
  return ScanQueues<storage::SignalTable>(
      [&](QueueState& queue, const auto& id, auto& record) -> absl::Status {
        if (id.number != queue.next_chunk)
          return Contradiction("a gap in the signal chunks of a queue, or one that was folded");
        ++queue.next_chunk;
        queue.backlog_bytes += record.ByteSizeLong();
        return ApplyChunk(record, queue);
      });
}

absl::Status Recovery::Histories() {
  return ScanQueues<storage::HistoryTable>(
      [&](QueueState& queue, const auto& id, auto& record) -> absl::Status {
        if (id.number >= queue.candidates.size())
          return Contradiction("the history of a candidate that does not exist");
        CandidateRow& row = queue.candidates.row(static_cast<CandidateNo>(id.number));
        if (row.removed) return Contradiction("the history of a removed candidate");
        row.attempts = static_cast<uint8_t>(std::min<uint32_t>(record.attempts(), UINT8_MAX));
        row.last_batch = static_cast<uint32_t>(record.last_batch());
        row.dead_lettered = record.dead_lettered();
        if (record.relabel_cause() != winnow::v1::RELABEL_CAUSE_UNSPECIFIED)
          queue.relabels[static_cast<CandidateNo>(id.number)] = record.relabel_cause();
        return absl::OkStatus();
      });
}

absl::Status Recovery::Controls() {
  return ScanQueues<storage::ControlTable>(
      [&](QueueState& queue, const auto& id, auto& record) -> absl::Status {
        if (id.number >= queue.candidates.size())
          return Contradiction("a control item that is no candidate");
        const auto no = static_cast<CandidateNo>(id.number);
        if (queue.candidates.row(no).removed)
          return Contradiction("a control item that was removed");
        SetApart(queue, no, std::move(*record.mutable_item()));
        return absl::OkStatus();
      });
}

absl::Status Recovery::Labels() {
  return ScanQueues<storage::LabelTable>([&](QueueState& queue, const storage::LabelId& id,
                                             auto& record) -> absl::Status {
    if (id.arrival >= queue.candidates.size())
      return Contradiction("a label of a candidate that does not exist");
    CandidateRow& row = queue.candidates.row(static_cast<CandidateNo>(id.arrival));
    if (row.removed) return Contradiction("a label of a removed candidate");
    queue.labels.Add(static_cast<CandidateNo>(id.arrival), id.annotator, id.rubric);
    queue.controls.AddLabel(static_cast<CandidateNo>(id.arrival), record.batch_no(), id.annotator);
    // A label is also a trace of the batch that it came from.
    row.last_batch = std::max(row.last_batch, static_cast<uint32_t>(record.batch_no()));
    return absl::OkStatus();
  });
}

absl::Status Recovery::Datasets() {
  return ScanQueues<storage::DatasetVersionTable>(
      [&](QueueState& queue, const auto& id, auto&) -> absl::Status {
        if (id.version != ++queue.datasets[id.dataset_id])
          return Contradiction("a gap in the versions of a data set");
        return absl::OkStatus();
      });
}

absl::Status Recovery::Releases() {
  return ScanQueues<storage::ReleaseTable>([&](QueueState& queue, const auto& id, auto&) {
    queue.releases.insert(id.release_id);
    return absl::OkStatus();
  });
}

absl::Status Recovery::Adjudications() {
  return ScanQueues<storage::AdjudicationTable>(
      [&](QueueState& queue, const auto& id, auto& record) -> absl::Status {
        if (id.number >= queue.candidates.size())
          return Contradiction("an adjudication of a candidate that does not exist");
        const auto no = static_cast<CandidateNo>(id.number);
        if (queue.candidates.row(no).removed)
          return Contradiction("an adjudication of a removed candidate");
        record.has_decision() ? queue.labels.Decide(no) : void(queue.disputed.insert(no));
        return absl::OkStatus();
      });
}

absl::Status Recovery::Leases() {
  return ScanQueues<storage::LeaseTable>(
      [&](QueueState& queue, const auto& id, auto& record) -> absl::Status {
        queue.last_batch = std::max(queue.last_batch, id.number);
        if (record.arrivals_size() != static_cast<int>(record.item_states().size())) {
          return Contradiction("a lease with more or fewer items than states");
        }
        if (!record.labeled().empty() && record.labeled().size() != record.item_states().size()) {
          return Contradiction("a lease with more or fewer items than labeled ones");
        }
        for (const uint64_t arrival : record.arrivals()) {
          if (arrival >= queue.candidates.size())
            return Contradiction("a lease of a candidate that does not exist");
        }
        const uint32_t slot = queue.leases.Open(id.number, std::move(record), absl::ZeroDuration());
        OpenBatch& batch = queue.leases.at(slot);
        queue.leases.SetDeadline(batch, LeaseDeadline(batch, queue.candidates, state_.now));
        for (uint32_t i = 0; i < batch.candidates.size(); ++i) {
          if (batch.record.item_states()[i] != winnow::v1::ITEM_STATE_OPEN) continue;
          CandidateRow& row = queue.candidates.row(batch.candidates[i]);
          if (row.removed) return Contradiction("a removed candidate in an open batch");
          if (row.lease != 0) return Contradiction("a candidate in two open batches");
          row.lease = slot + 1;
          row.last_batch = static_cast<uint32_t>(batch.batch_no);
        }
        return absl::OkStatus();
      },
      &storage::LeaseTable::ScanOpen);
}

absl::Status Recovery::CapUses() {
  return ScanQueues<storage::CapUseTable>([](QueueState& queue, const auto& id, auto& record) {
    queue.windows.Add(id.number, record);
    return absl::OkStatus();
  });
}

absl::StatusOr<uint64_t> Recovery::FindLast(uint64_t last,
                                            absl::FunctionRef<std::string(uint64_t)> key_of) {
  uint64_t step = 1;
  bool growing = true;
  while (step > 0) {
    const std::vector<std::string> keys = {key_of(last + step)};
    const auto values = engine_.Get(state_.shard, keys);
    if (!values.ok()) return values.status();
    const bool there = values->front().has_value();
    if (there) last += step;
    growing = growing && there;
    step = growing ? step * 2 : step / 2;
  }
  return last;
}

absl::Status Recovery::Manifests() {
  for (const auto& [queue_no, queue] : queues_) {
    const auto last = FindLast(queue->last_batch, [&, no = queue_no](uint64_t batch_no) {
      return storage::LeaseTable::Key(state_.shard, {no, batch_no});
    });
    if (!last.ok()) return last.status();
    queue->last_batch = *last;
    if (queue->last_batch == 0) continue;
    auto record = storage::BatchTable::Get(engine_, state_.shard, {queue_no, queue->last_batch});
    if (!record.ok()) return record.status();
    if (!record->has_value()) return Contradiction("a lease without a manifest");
    queue->last_header = (*record)->manifest();
    const auto manifest_digest = digest::Digest::FromHex(queue->last_header.digest());
    if (!manifest_digest.ok()) return Contradiction("a manifest without a digest");
    queue->last_manifest = *manifest_digest;
  }
  return absl::OkStatus();
}

absl::Status Recovery::Evaluations() {
  return ScanQueues<storage::EvaluationTable>(
      [&](QueueState& queue, const auto& id, auto& record) -> absl::Status {
        return RecoverEvaluation({engine_, state_.shard, id}, std::move(record), queue);
      });
}

absl::Status Recovery::Requests() {
  return RecoverRequests(engine_, state_.shard, state_.requests, [this] { Count(); });
}

absl::Status Recovery::Frames() {
  for (const auto& [id, queue] : state_.queues) {
    auto policy = CompileActive(queue->record);
    if (!policy.ok()) return Contradiction("an active policy that does not fit its queue");
    queue->frame.SetRegistry(state_.registry, state_.now.latest_us());
    queue->frame.Activate(*std::move(policy), state_.now.latest_us());
    queue->revocation_sweep.Begin(state_.registry);
    if (!queue->record.has_activating()) continue;
    auto next = CompileActivating(queue->record);
    if (!next.ok()) return Contradiction("a policy to be activated that does not fit its queue");
    queue->shadow.Begin(*std::move(next));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Recover(storage::Engine& engine, ShardState& state,
                     absl::AnyInvocable<void(uint64_t)>& progress) {
  return Recovery(engine, state, progress).Run();
}

}  // namespace winnow::shard
