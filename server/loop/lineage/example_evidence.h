// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ExampleEvidence: what is stored about single candidates, as steps.
#ifndef WINNOW_SERVER_LOOP_LINEAGE_EXAMPLE_EVIDENCE_H_
#define WINNOW_SERVER_LOOP_LINEAGE_EXAMPLE_EVIDENCE_H_

#include <map>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "server/loop/lineage/candidate_facts.h"
#include "server/loop/lineage/traced_release.h"
#include "winnow/v1/dataset.pb.h"
#include "winnow/v1/trace.pb.h"

namespace winnow::loop {

// Of one queue, and for one page: it keeps what it read of batches. Errors: the engine's, and
// DATA_LOSS for a batch that is missing. Not under the shard's mutex; for one thread.
class ExampleEvidence {
 public:
  using Labels = std::vector<storage::v1::LabelRecord>;
  using Steps = std::vector<v1::LineageStep>;

  ExampleEvidence(shard::Shard& shard, uint32_t queue_no) : shard_(shard), queue_no_(queue_no) {}

  // By annotator and rubric.
  absl::StatusOr<Labels> ReadLabels(shard::CandidateNo no);
  // Of labels that disagreed, once somebody has decided.
  absl::StatusOr<std::optional<storage::v1::AdjudicationRecord>> ReadDecision(
      shard::CandidateNo no);
  // By side and rubric. `parent` is the name of what they follow from.
  absl::StatusOr<Steps> OutcomeSteps(const TracedRelease& release, const CandidateFacts& facts,
                                     absl::string_view parent);

  // Back from the sample of an evaluation: its outcomes, labels, the decision about them, the
  // batches that the labels came from, the candidate.
  absl::StatusOr<Steps> OfSampled(const TracedRelease& release, const CandidateFacts& facts);
  // Back from a version: the labels that it rests on, or where those were given up since, their
  // digest as it was frozen; then as above.
  absl::StatusOr<Steps> OfMember(absl::string_view version, const v1::DatasetMember& member,
                                 const CandidateFacts& facts);

 private:
  absl::Status AddBatches(const std::vector<uint64_t>& numbers, const CandidateFacts& facts,
                          Steps& steps);

  shard::Shard& shard_;
  const uint32_t queue_no_;
  std::map<uint64_t, v1::LineageStep> batches_;  // without parents
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_LINEAGE_EXAMPLE_EVIDENCE_H_
