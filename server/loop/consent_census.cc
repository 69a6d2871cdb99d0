// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/consent_census.h"

#include <algorithm>
#include <set>
#include <utility>

#include "server/loop/error.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/resource_name.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

// Candidates that are looked at under the mutex at a time.
constexpr size_t kMarksPerPortion = 16'384;

// The census of one queue.
class QueueCensus {
 public:
  QueueCensus(shard::Shard& shard, std::string queue, const ConsentTarget& target)
      : shard_(shard), queue_(std::move(queue)), target_(target) {}

  absl::Status Take(const std::atomic<bool>& stop, ConsentCensus& census) {
    for (bool more = true; more;) {
      if (stop) return Draining();
      const absl::Status status = Peek(shard_, [&](const shard::ShardState& state) {
        more = LookAtSome(*state.FindQueue(queue_));
        return absl::OkStatus();
      });
      if (!status.ok()) return status;
    }
    census.candidates += found_;
    if (found_ == 0) return absl::OkStatus();
    if (!ids_.empty()) census.concerned.push_back({shard_.id(), queue_, std::move(ids_)});
    if (absl::Status status = FindBatches(stop, census); !status.ok()) return status;
    if (absl::Status status = FindEvaluations(stop, census); !status.ok()) return status;
    return FindDatasets(stop, census);
  }

 private:
  // False when all are looked at.
  bool LookAtSome(const shard::QueueState& queue) {
    const shard::CandidateColumns& candidates = queue.candidates;
    const auto scope = candidates.dictionaries().consent_scopes.Find(target_.scope);
    const size_t end = std::min(candidates.size(), marks_.size() + kMarksPerPortion);
    for (size_t no = marks_.size(); no < end; ++no) {
      const shard::CandidateRow& row = candidates.row(static_cast<shard::CandidateNo>(no));
      const bool concerned =
          target_.subject != 0 ? row.subject == target_.subject : row.consent_scope == scope;
      marks_.push_back(concerned);
      if (!concerned) continue;
      ++found_;
      last_batch_ = std::max<uint64_t>(last_batch_, row.last_batch);
      if (target_.subject != 0 && ids_.size() < ConsentCensus::kMostIds)
        ids_.emplace_back(candidates.id(static_cast<shard::CandidateNo>(no)));
    }
    queue_no_ = queue.queue_no();
    last_evaluation_ = queue.evaluations.last();
    return end < candidates.size();
  }

  // Of a manifest, or a page of members.
  template <typename Record>
  bool Holds(const Record& record) const {
    return std::any_of(record.arrivals().begin(), record.arrivals().end(), [&](uint64_t arrival) {
      return arrival < marks_.size() && marks_[arrival];
    });
  }

  absl::Status FindBatches(const std::atomic<bool>& stop, ConsentCensus& census) const {
    if (last_batch_ == 0) return absl::OkStatus();
    using Batches = storage::BatchTable;
    return Batches::ScanRange(shard_.engine(), shard_.id(),
                              {Batches::Key(shard_.id(), {queue_no_, 1}),
                               Batches::Key(shard_.id(), {queue_no_, last_batch_ + 1})},
                              [&](const storage::QueueRowId& id, storage::v1::BatchRecord& record) {
                                if (stop) return Draining();
                                if (!Holds(record)) return absl::OkStatus();
                                ++census.batch_count;
                                if (census.batches.size() < ConsentCensus::kMostNames)
                                  census.batches.push_back(BatchName(queue_, id.number));
                                return absl::OkStatus();
                              });
  }

  absl::Status FindEvaluations(const std::atomic<bool>& stop, ConsentCensus& census) const {
    using Samples = storage::EvaluationSampleTable;
    uint64_t newest = 0;  // that was added
    return Samples::ScanRange(
        shard_.engine(), shard_.id(),
        {Samples::Key(shard_.id(), {{queue_no_, 1}, 0}),
         Samples::Key(shard_.id(), {{queue_no_, last_evaluation_ + 1}, 0})},
        [&](const storage::EvaluationPartId& id, storage::v1::BatchRecord& sample) {
          if (stop) return Draining();
          const uint64_t number = id.evaluation.number;
          if (number == newest || !Holds(sample)) return absl::OkStatus();
          newest = number;
          census.grounds.insert(EvaluationName(queue_, number));
          if (census.evaluations.size() < ConsentCensus::kMostNames)
            census.evaluations.push_back(EvaluationName(queue_, number));
          return absl::OkStatus();
        });
  }

  absl::Status FindDatasets(const std::atomic<bool>& stop, ConsentCensus& census) const {
    using Pages = storage::DatasetPageTable;
    storage::DatasetVersionId newest;  // that was added
    return Pages::ScanRange(
        shard_.engine(), shard_.id(),
        {Pages::Key(shard_.id(), {{queue_no_, "", 0}, 0}),
         Pages::Key(shard_.id(), {{queue_no_ + 1, "", 0}, 0})},
        [&](const storage::DatasetPageId& id, storage::v1::DatasetPageRecord& page) {
          if (stop) return Draining();
          if (id.version == newest || !Holds(page)) return absl::OkStatus();
          newest = id.version;
          const std::string name = DatasetVersionName(id.version.dataset_id, id.version.version);
          census.grounds.insert(name);
          if (census.dataset_versions.size() < ConsentCensus::kMostNames)
            census.dataset_versions.push_back(name);
          return absl::OkStatus();
        });
  }

  shard::Shard& shard_;
  const std::string queue_;
  const ConsentTarget& target_;
  std::vector<bool> marks_;  // by candidate: the target concerns it
  uint64_t found_ = 0;
  std::vector<std::string> ids_;  // of a subject's
  uint64_t last_batch_ = 0;       // the newest that may hold one
  uint32_t queue_no_ = 0;
  uint64_t last_evaluation_ = 0;
};

// A release may rest on data sets of another queue, in another shard: all releases are looked at.
absl::Status FindReleases(shard::Shards& shards, const std::atomic<bool>& stop,
                          ConsentCensus& census) {
  if (census.grounds.empty()) return absl::OkStatus();
  const auto any = [&](const google::protobuf::RepeatedPtrField<std::string>& names) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return census.grounds.contains(name); });
  };
  for (size_t i = 0; i < shards.size(); ++i) {
    absl::Status status = storage::ReleaseTable::ScanAll(
        shards.at(i).engine(), shards.at(i).id(),
        [&](const storage::ReleaseId&, storage::v1::ReleaseRecord& record) {
          if (stop) return Draining();
          const v1::Release& release = record.release();
          const bool rests = census.grounds.contains(release.evaluation()) ||
                             any(release.datasets()) || any(release.baseline_datasets());
          if (rests && census.releases.size() < ConsentCensus::kMostNames)
            census.releases.push_back(release.name());
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ConsentCensus> TakeCensus(shard::Shards& shards, const ConsentTarget& target,
                                         const std::atomic<bool>& stop) {
  ConsentCensus census;
  for (size_t i = 0; i < shards.size(); ++i) {
    std::vector<std::string> queues;
    absl::Status status = Peek(shards.at(i), [&](const shard::ShardState& state) {
      for (const auto& [id, queue] : state.queues) queues.push_back(id);
      return absl::OkStatus();
    });
    for (size_t q = 0; status.ok() && q < queues.size(); ++q)
      status = QueueCensus(shards.at(i), queues[q], target).Take(stop, census);
    if (!status.ok()) return status;
  }
  if (absl::Status status = FindReleases(shards, stop, census); !status.ok()) return status;
  return census;
}

}  // namespace winnow::loop
