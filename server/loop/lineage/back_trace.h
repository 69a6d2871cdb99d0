// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Back traces: from a release, or from a data set version, to the examples.
#ifndef WINNOW_SERVER_LOOP_LINEAGE_BACK_TRACE_H_
#define WINNOW_SERVER_LOOP_LINEAGE_BACK_TRACE_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/loop/lineage/example_walk.h"
#include "server/loop/lineage/lineage_trace.h"

namespace winnow::loop {

// The version, then its members: of each the labels, the decision about them, the batches that
// labels came from, the candidate. A page reads at most one stored page of members for 1,000 steps,
// and the manifests of the batches that it names.
class DatasetTrace : public LineageTrace {
 public:
  // DATASET_UNKNOWN also for one of a queue over which the caller may not read evidence.
  static absl::StatusOr<std::unique_ptr<DatasetTrace>> Make(shard::Shards& shards,
                                                            const Caller& caller,
                                                            absl::string_view name);

  LineageCursor Start() const override { return {LineageSection::kDatasets}; }
  absl::StatusOr<LineageUnit> Visit(const LineageCursor& from) override;

  shard::Shard& shard() const { return shard_; }

 private:
  explicit DatasetTrace(VersionPlace place) : shard_(*place.shard), members_(std::move(place)) {}

  shard::Shard& shard_;
  MemberWalk members_;
};

// The release, its verdicts and rollouts, the phases of its evaluation, the data set versions that
// it names; then the items of the sample with their outcomes, and the members of the versions.
// Costs what a version's trace costs; a page inside a sample reads the phase, up to 20,000 items,
// once. Of versions that the caller may not read, the name alone is a step.
class ReleaseTrace : public LineageTrace {
 public:
  // RELEASE_UNKNOWN also for one of a queue over which the caller may not read evidence.
  static absl::StatusOr<std::unique_ptr<ReleaseTrace>> Make(shard::Shards& shards,
                                                            const Caller& caller,
                                                            absl::string_view name);

  LineageCursor Start() const override { return {LineageSection::kReleases}; }
  absl::StatusOr<LineageUnit> Visit(const LineageCursor& from) override;

  shard::Shard& shard() const { return *release_.shard; }

 private:
  // A version that the release names, and the model release that was trained on it.
  struct NamedVersion {
    std::string name;
    std::string model_release;
  };

  ReleaseTrace(shard::Shards& shards, const Caller& caller, TracedRelease release);

  // The evaluation as it is stored.
  absl::Status ReadEvaluation();
  LineageUnit VisitPhases(const LineageCursor& at) const;
  // By place in `versions_`.
  absl::StatusOr<LineageUnit> VisitVersion(const LineageCursor& at);
  // By phase and item.
  absl::StatusOr<LineageUnit> VisitSample(const LineageCursor& at);
  // By version and member.
  absl::StatusOr<LineageUnit> VisitMembers(const LineageCursor& at);
  // Makes `members_` those of a version; none where the caller may not read them.
  absl::Status Load(size_t version);

  shard::Shards& shards_;
  const Caller& caller_;
  const TracedRelease release_;
  std::vector<NamedVersion> versions_;
  v1::Evaluation evaluation_;
  std::optional<SampleWalk> sample_;
  size_t loaded_ = SIZE_MAX;
  std::optional<MemberWalk> members_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_LINEAGE_BACK_TRACE_H_
