// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Walks over examples: the items of a sample and the members of a data set version, one by one,
// each with the steps back to where it came from.
#ifndef WINNOW_SERVER_LOOP_LINEAGE_EXAMPLE_WALK_H_
#define WINNOW_SERVER_LOOP_LINEAGE_EXAMPLE_WALK_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "server/loop/datasets/version_place.h"
#include "server/loop/lineage/example_evidence.h"
#include "server/loop/lineage/traced_release.h"

namespace winnow::loop {

// All: for one page and one thread. Errors: the engine's, and DATA_LOSS.

// The facts of examples that are asked for one after the other, looked up some at a time.
class FactsWindow {
 public:
  explicit FactsWindow(ExamplePlace place) : place_(std::move(place)) {}

  // Of `arrivals[index]`. `arrivals` are those of the call before until Reset.
  absl::StatusOr<CandidateFacts> At(absl::Span<const uint64_t> arrivals, size_t index);
  void Reset() { facts_.clear(); }

 private:
  const ExamplePlace place_;
  size_t begin_ = 0;
  std::vector<CandidateFacts> facts_;
};

// The members of a version by arrival. A page of them is in memory.
class MemberWalk {
 public:
  explicit MemberWalk(VersionPlace place);

  uint64_t size() const { return place_.record.version().members(); }
  const v1::DatasetVersion& version() const { return place_.record.version(); }
  // Of one of them.
  absl::StatusOr<ExampleEvidence::Steps> StepsAt(uint64_t index);

 private:
  const VersionPlace place_;
  FactsWindow facts_;
  ExampleEvidence evidence_;
  uint64_t page_no_ = UINT64_MAX;
  storage::v1::DatasetPageRecord page_;
};

// The items of the phases of a release's evaluation, in the order in which they were handed out.
// The arrivals of a phase, at most 20,000, are in memory.
class SampleWalk {
 public:
  SampleWalk(const TracedRelease& release, uint64_t evaluation);

  // Of a phase, from 1.
  absl::StatusOr<uint64_t> SizeOf(uint32_t phase);
  absl::StatusOr<ExampleEvidence::Steps> StepsAt(uint32_t phase, uint64_t index);

 private:
  absl::Status Load(uint32_t phase);

  const TracedRelease& release_;
  const storage::QueueRowId evaluation_;
  FactsWindow facts_;
  ExampleEvidence evidence_;
  uint32_t phase_ = 0;
  std::vector<uint64_t> arrivals_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_LINEAGE_EXAMPLE_WALK_H_
