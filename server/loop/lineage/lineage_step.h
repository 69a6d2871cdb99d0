// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The steps of a trace, from what is stored. Names, digests, times and ids alone; no person.
#ifndef WINNOW_SERVER_LOOP_LINEAGE_LINEAGE_STEP_H_
#define WINNOW_SERVER_LOOP_LINEAGE_LINEAGE_STEP_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "server/loop/lineage/candidate_facts.h"
#include "winnow/storage/v1/records.pb.h"
#include "winnow/v1/batch.pb.h"
#include "winnow/v1/dataset.pb.h"
#include "winnow/v1/evaluation.pb.h"
#include "winnow/v1/trace.pb.h"

namespace winnow::loop {

// Pure functions. `parent` is the resource that the step follows from.

// The name alone of one that does not serve.
v1::LineageStep CandidateStep(const CandidateFacts& facts, absl::string_view parent);
// Source and scope, why and when it was removed.
v1::LineageStep TombstoneStep(absl::string_view name, const v1::Tombstone& tombstone);
// A phase, from its manifest or from its evaluation.
v1::LineageStep EvaluationStep(const v1::Manifest& phase, absl::string_view parent);
v1::LineageStep EvaluationStep(const v1::Evaluation& evaluation, const v1::EvaluationPhase& phase,
                               absl::string_view parent);
v1::LineageStep BatchStep(const v1::Manifest& manifest, absl::string_view parent);
// `candidate` is the name of the candidate that label, decision or outcome are about.
v1::LineageStep LabelStep(absl::string_view candidate, const storage::v1::LabelRecord& record,
                          absl::string_view parent);
// The labels that a version rests on, as it froze them.
v1::LineageStep FrozenLabelStep(absl::string_view candidate, const v1::DatasetMember& member,
                                absl::string_view parent);
v1::LineageStep AdjudicationStep(absl::string_view candidate,
                                 const storage::v1::AdjudicationRecord& record);
v1::LineageStep DatasetStep(const v1::DatasetVersion& version, absl::string_view parent);
// Whose outcome a record is. The digest of the step is that of the record, as it enters the
// outcomes digest of a verdict.
struct OutcomeOf {
  std::string candidate;  // name
  std::string model_release;
};
v1::LineageStep OutcomeStep(const OutcomeOf& of, const storage::v1::OutcomeRecord& record,
                            absl::string_view parent);
v1::LineageStep ReleaseStep(const v1::Release& release, absl::string_view parent);
// `name` is that of the verdict, `release` that of its release.
v1::LineageStep VerdictStep(absl::string_view name, const v1::ReleaseVerdict& verdict,
                            absl::string_view release);
v1::LineageStep RolloutStep(const v1::Rollout& rollout, absl::string_view release);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_LINEAGE_LINEAGE_STEP_H_
