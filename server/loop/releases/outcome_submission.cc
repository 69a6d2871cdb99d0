// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/outcome_submission.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "server/access/methods.h"
#include "server/loop/proto_time.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/releases/release_check.h"
#include "server/loop/releases/release_sample.h"
#include "server/loop/reply.h"
#include "server/loop/resource_name.h"
#include "server/loop/rubric_catalog.h"
#include "server/selection/stable_hash.h"

namespace winnow::loop {
namespace {

// More say nothing that these do not.
constexpr size_t kMostViolations = 100;

}  // namespace

absl::StatusOr<const absl::flat_hash_set<shard::CandidateNo>*> SampledCandidates::Of(
    const ReleasePlace& place) {
  const auto ref = ParseEvaluationName(place.release.evaluation(), "evaluation");
  if (!ref.ok()) return ref.status();
  const storage::QueueRowId row{place.id.queue_no, ref->number};
  const auto record = storage::EvaluationTable::Get(place.shard->engine(), place.shard->id(), row);
  if (!record.ok()) return record.status();
  const auto phases =
      static_cast<uint32_t>(record->has_value() ? (*record)->evaluation().phases_size() : 0);
  if (evaluation_ == place.release.evaluation() && phases_ == phases) return &numbers_;
  const auto sample = ReadSample(*place.shard, place.queue_id, ref->number);
  if (!sample.ok()) return sample.status();
  numbers_.clear();
  for (const DrawnItem& item : sample->items) numbers_.insert(item.no);
  evaluation_ = place.release.evaluation();
  phases_ = static_cast<uint32_t>(sample->evaluation.phases_size());
  return &numbers_;
}

absl::StatusOr<v1::SubmitEvaluationResponse> OutcomeSubmission::Run() {
  auto place = FindRelease(environment_.shards, caller_, {request_.release(), "release"},
                           access::MaySubmitOutcomes);
  if (!place.ok()) return place.status();
  const auto earlier = FindEarlier(*place->shard, call_);
  if (!earlier.ok()) return earlier.status();
  if (earlier->record.has_value()) {
    v1::SubmitEvaluationResponse response;
    response.set_outcomes(earlier->record->counts(0));
    *response.mutable_position() = earlier->position;
    return response;
  }
  const auto numbers = sampled_.Of(*place);
  if (!numbers.ok()) return numbers.status();
  numbers_ = *numbers;
  absl::Status status = Peek(*place->shard, [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, place->queue_id);
    return queue.ok() ? Check(*place, state, **queue) : queue.status();
  });
  if (!status.ok()) return status;
  return Store(*place);
}

absl::StatusOr<v1::SubmitEvaluationResponse> OutcomeSubmission::Store(ReleasePlace& place) {
  const auto added = CountNew(place);
  if (!added.ok()) return added.status();
  v1::SubmitEvaluationResponse response;
  response.set_outcomes(place.release.outcomes() + *added);
  place.release.set_outcomes(response.outcomes());
  ReleaseEdit edit{call_, place.release.name(), "SUBMITTED"};
  edit.remembered.set_resource(place.release.name());
  edit.remembered.add_counts(response.outcomes());
  const auto write = [&](shard::ShardState& state, shard::QueueState& queue,
                         shard::Mutation& mutation) -> absl::Status {
    // Labels may be given up, and candidates removed, at any time.
    if (absl::Status status = Check(place, state, queue); !status.ok()) return status;
    for (int i = 0; i < request_.outcomes_size(); ++i) {
      storage::v1::OutcomeRecord record;
      *record.mutable_outcome() = request_.outcomes(i);
      record.mutable_outcome()->clear_candidate_id();
      record.mutable_outcome()->clear_model_release();
      *record.mutable_submit_time() = ToTimestamp(state.now.wall);
      storage::OutcomeTable::Put(state.shard, IdOf(place, i), record, &mutation.writes);
    }
    for (v1::GuardrailNumber number : request_.numbers()) {
      auto& stored = *place.release.mutable_numbers();
      *number.mutable_submit_time() = ToTimestamp(state.now.wall);
      for (int i = stored.size() - 1; i >= 0; --i) {
        if (stored[i].guardrail() == number.guardrail()) stored.DeleteSubrange(i, 1);
      }
      *stored.Add() = std::move(number);
    }
    return CheckSize(place.release);
  };
  const auto position = StoreRelease(place, edit, write);
  if (!position.ok()) return position.status();
  *response.mutable_position() = ToProto(*position);
  return response;
}

absl::Status OutcomeSubmission::Check(const ReleasePlace& place, const shard::ShardState& state,
                                      const shard::QueueState& queue) {
  violations_.clear();
  arrivals_.assign(static_cast<size_t>(request_.outcomes_size()), 0);
  for (int i = 0; i < request_.outcomes_size(); ++i) CheckOutcome(i, place, state, queue);
  for (int i = 0; i < request_.numbers_size(); ++i) CheckNumber(i, place.release);
  if (violations_.empty()) return absl::OkStatus();
  return FieldsInvalid(reason_, std::move(violations_));
}

void OutcomeSubmission::CheckOutcome(int i, const ReleasePlace& place,
                                     const shard::ShardState& state,
                                     const shard::QueueState& queue) {
  const v1::Outcome& outcome = request_.outcomes(i);
  const std::string field = absl::StrCat("outcomes[", i, "].");
  if (outcome.model_release() != place.release.baseline_release() &&
      outcome.model_release() != place.release.candidate_release()) {
    Refuse(v1::ERROR_REASON_FIELD_INVALID, field + "model_release",
           "must be the baseline or the candidate of the release");
  }
  CheckValues(field, outcome, FindRubric(*state.registry, outcome.rubric()));
  const auto no = queue.candidates.Find(outcome.candidate_id(),
                                        selection::StaticIdHash(outcome.candidate_id()));
  if (!no.has_value()) {
    return Refuse(v1::ERROR_REASON_CANDIDATE_UNKNOWN, field + "candidate_id",
                  "is no candidate of the queue");
  }
  arrivals_[static_cast<size_t>(i)] = *no;
  if (!numbers_->contains(*no) || shard::IsGone(queue.candidates.row(*no))) {
    return Refuse(v1::ERROR_REASON_ITEM_NOT_SAMPLED, field + "candidate_id",
                  "is no item of the evaluation's sample: its inclusion probability is not known. "
                  "Leave it out, or extend the evaluation");
  }
  if (!queue.frame.standings().at(*no).labeled) {
    return Refuse(v1::ERROR_REASON_ITEM_UNLABELED, field + "candidate_id",
                  "has not got the labels that the policy asks for. Label it first");
  }
  if (queue.disputed.contains(*no)) {
    Refuse(v1::ERROR_REASON_ITEM_UNLABELED, field + "candidate_id",
           "has labels that disagree. Decide with Adjudicate first");
  }
}

void OutcomeSubmission::CheckValues(const std::string& field, const v1::Outcome& outcome,
                                    const v1::Rubric* rubric) {
  const v1::Measure* const decisive = rubric == nullptr ? nullptr : DecisiveMeasure(*rubric);
  if (decisive == nullptr) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, field + "rubric",
                  "names no rubric revision with measures");
  }
  std::set<std::string> known;
  for (const v1::Measure& measure : rubric->measures()) {
    known.insert(measure.errors());
    if (!measure.units().empty()) known.insert(measure.units());
  }
  for (const auto& [name, value] : outcome.values()) {
    if (known.contains(name)) continue;
    Refuse(
        v1::ERROR_REASON_FIELD_INVALID, field + "values",
        "has a name that no measure of the rubric has; GetRubricRevision names errors and units");
    return;
  }
  if (!outcome.values().contains(decisive->errors()) ||
      (!decisive->units().empty() && !outcome.values().contains(decisive->units()))) {
    Refuse(v1::ERROR_REASON_FIELD_INVALID, field + "values",
           "lacks errors or units of the measure that decides; GetRubricRevision names them");
  }
}

void OutcomeSubmission::CheckNumber(int i, const v1::Release& release) {
  const v1::GuardrailNumber& number = request_.numbers(i);
  const std::string field = absl::StrCat("numbers[", i, "].");
  if (number.model_release() != release.candidate_release())
    Refuse(v1::ERROR_REASON_FIELD_INVALID, field + "model_release",
           "must be the candidate of the release");
  for (const v1::NumberGuardrail& guardrail : release.number_guardrails()) {
    if (guardrail.name() != number.guardrail()) continue;
    if (guardrail.unit() != number.unit())
      Refuse(v1::ERROR_REASON_FIELD_INVALID, field + "unit", "must be the unit of the guardrail");
    return;
  }
  Refuse(v1::ERROR_REASON_FIELD_INVALID, field + "guardrail",
         "is no number guardrail of the release");
}

void OutcomeSubmission::Refuse(v1::ErrorReason reason, std::string field, std::string problem) {
  if (violations_.empty()) reason_ = reason;
  if (violations_.size() < kMostViolations)
    violations_.push_back({std::move(field), std::move(problem)});
}

absl::StatusOr<uint64_t> OutcomeSubmission::CountNew(const ReleasePlace& place) const {
  std::set<std::string> keys;
  for (int i = 0; i < request_.outcomes_size(); ++i)
    keys.insert(storage::OutcomeTable::Key(place.shard->id(), IdOf(place, i)));
  const std::vector<std::string> sorted(keys.begin(), keys.end());
  const auto values = place.shard->engine().Get(place.shard->id(), sorted);
  if (!values.ok()) return values.status();
  uint64_t added = 0;
  for (const auto& value : *values) added += value.has_value() ? 0 : 1;
  return added;
}

storage::OutcomeId OutcomeSubmission::IdOf(const ReleasePlace& place, int i) const {
  const v1::Outcome& outcome = request_.outcomes(i);
  const bool is_baseline = outcome.model_release() == place.release.baseline_release();
  return {place.id, arrivals_[static_cast<size_t>(i)], is_baseline ? 'b' : 'c', outcome.rubric()};
}

}  // namespace winnow::loop
