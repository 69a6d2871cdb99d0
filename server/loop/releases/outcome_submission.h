// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// OutcomeSubmission: one call of SubmitEvaluation.
#ifndef WINNOW_SERVER_LOOP_RELEASES_OUTCOME_SUBMISSION_H_
#define WINNOW_SERVER_LOOP_RELEASES_OUTCOME_SUBMISSION_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "server/loop/environment.h"
#include "server/loop/error.h"
#include "server/loop/releases/release_change.h"
#include "winnow/v1/release_service.pb.h"

namespace winnow::loop {

// Which candidates are in the sample of an evaluation, kept from one call to the next: a sample of
// 20,000 items comes in 40 of them. Used by one thread at a time.
class SampledCandidates {
 public:
  // Those of the evaluation that the release of `place` names; valid until the next call.
  absl::StatusOr<const absl::flat_hash_set<shard::CandidateNo>*> Of(const ReleasePlace& place);

 private:
  std::string evaluation_;
  uint32_t phases_ = 0;
  absl::flat_hash_set<shard::CandidateNo> numbers_;
};

// Takes all rows or none: nothing is half stored. On the thread of releases; used once.
class OutcomeSubmission {
 public:
  // Whose call it is; outlives the submission.
  struct Sender {
    const Caller& caller;
    const CallId& call;
  };
  OutcomeSubmission(Environment& environment, SampledCandidates& sampled, const Sender& sender,
                    const v1::SubmitEvaluationRequest& request)
      : environment_(environment),
        sampled_(sampled),
        caller_(sender.caller),
        request_(request),
        call_(sender.call) {}

  absl::StatusOr<v1::SubmitEvaluationResponse> Run();

 private:
  absl::StatusOr<v1::SubmitEvaluationResponse> Store(ReleasePlace& place);
  // Under the shard's mutex: FIELD_INVALID, ITEM_NOT_SAMPLED, ITEM_UNLABELED or CANDIDATE_UNKNOWN,
  // by the first row that is wrong, with every violation.
  absl::Status Check(const ReleasePlace& place, const shard::ShardState& state,
                     const shard::QueueState& queue);
  void CheckOutcome(int i, const ReleasePlace& place, const shard::ShardState& state,
                    const shard::QueueState& queue);
  void CheckValues(const std::string& field, const v1::Outcome& outcome, const v1::Rubric* rubric);
  void CheckNumber(int i, const v1::Release& release);
  void Refuse(v1::ErrorReason reason, std::string field, std::string problem);
  // How many of the rows are not stored yet.
  absl::StatusOr<uint64_t> CountNew(const ReleasePlace& place) const;
  storage::OutcomeId IdOf(const ReleasePlace& place, int i) const;

  Environment& environment_;
  SampledCandidates& sampled_;
  const Caller& caller_;
  const v1::SubmitEvaluationRequest& request_;
  const CallId& call_;
  const absl::flat_hash_set<shard::CandidateNo>* numbers_ = nullptr;
  std::vector<shard::CandidateNo> arrivals_;  // of the outcomes
  v1::ErrorReason reason_ = v1::ERROR_REASON_UNSPECIFIED;
  std::vector<FieldViolation> violations_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_OUTCOME_SUBMISSION_H_
