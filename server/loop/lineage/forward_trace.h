// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ForwardTrace: from a candidate to the releases that rest on it.
#ifndef WINNOW_SERVER_LOOP_LINEAGE_FORWARD_TRACE_H_
#define WINNOW_SERVER_LOOP_LINEAGE_FORWARD_TRACE_H_

#include <memory>
#include <optional>
#include <string>

#include "server/loop/lineage/example_evidence.h"
#include "server/loop/lineage/lineage_trace.h"
#include "server/loop/lineage/memberships.h"

namespace winnow::loop {

// The candidate, the samples and batches that held it, its labels, the decision about them, the
// data set versions that hold it, and every release whose evaluation sampled it or that names such
// a version, with its outcomes, verdicts and rollouts.
//
// Costs. No index says which batches, versions and releases hold a candidate. Over all pages
// together: each manifest of the queue up to the newest batch that held it, each sample of the
// queue's evaluations, about log2(pages) pages of members of each version of the queue, and each
// release is read once. A page never reads what was passed before, but for the samples and versions
// that its releases name.
class ForwardTrace : public LineageTrace {
 public:
  // CANDIDATE_UNKNOWN also for one of a queue over which the caller may not read evidence.
  static absl::StatusOr<std::unique_ptr<ForwardTrace>> Make(shard::Shards& shards,
                                                            const Caller& caller,
                                                            absl::string_view name);

  LineageCursor Start() const override { return {LineageSection::kCandidate}; }
  absl::StatusOr<LineageUnit> Visit(const LineageCursor& from) override;

  shard::Shard& shard() const { return *place_.shard; }

 private:
  // What it looks like now.
  struct Found {
    CandidateFacts facts;
    shard::BatchNo last_batch = 0;
    uint64_t last_evaluation = 0;
  };

  ForwardTrace(shard::Shards& shards, const Caller& caller, ExamplePlace place, Found found)
      : shards_(shards),
        caller_(caller),
        place_(std::move(place)),
        found_(std::move(found)),
        evidence_(*place_.shard, place_.queue_no),
        memberships_(*place_.shard, place_.queue_id, {place_.queue_no, found_.facts.no}) {}

  absl::Status ReadTombstone();
  LineageUnit VisitCandidate(const LineageCursor& at) const;
  // By number.
  absl::StatusOr<LineageUnit> VisitEvaluations(const LineageCursor& from);
  // By number; of a removed candidate those that its tombstone names, from 0 on.
  absl::StatusOr<LineageUnit> VisitBatches(const LineageCursor& from);
  absl::StatusOr<LineageUnit> VisitLabels(const LineageCursor& at);
  // By id and number of the version.
  absl::StatusOr<LineageUnit> VisitDatasets(const LineageCursor& from);
  // By id; major 1: after it.
  absl::StatusOr<LineageUnit> VisitReleases(const LineageCursor& from);
  absl::StatusOr<LineageUnit> VisitRelease(const LineageCursor& at);
  // The steps at a release; none for one that does not rest on the candidate.
  absl::StatusOr<std::vector<v1::LineageStep>> StepsAt(const TracedRelease& release);
  // Which of these versions hold it, with commas.
  absl::StatusOr<std::string> Holding(
      const google::protobuf::RepeatedPtrField<std::string>& versions);

  shard::Shards& shards_;
  const Caller& caller_;
  const ExamplePlace place_;
  const Found found_;
  const std::shared_ptr<const shard::RegistrySnapshot> registry_ = shards_.registry().Get();
  std::optional<v1::Tombstone> tombstone_;
  ExampleEvidence evidence_;
  Memberships memberships_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_LINEAGE_FORWARD_TRACE_H_
