// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/label_intake.h"

#include <algorithm>
#include <iterator>

#include "server/loop/label_validation.h"
#include "server/loop/proto_time.h"
#include "server/loop/review_row.h"
#include "server/loop/rubric_catalog.h"
#include "server/loop/rubric_pins.h"
#include "server/loop/usage.h"
#include "server/rubric/label_values.h"
#include "server/selection/stable_hash.h"
#include "server/shard/tables.h"

namespace winnow::loop {

void LabelIntake::Take(const v1::SubmitLabelsRequest& request, LeaseChange* change,
                       storage::WriteSet& writes, v1::SubmitLabelsResponse& response) {
  const uint32_t required = queue_.frame.policy()->required_labels;
  for (int i = 0; i < request.labels_size(); ++i) {
    const v1::Label& label = request.labels(i);
    if (const auto problem = Check(label); problem.has_value()) {
      RefuseRow(i, problem->reason, problem->field, response.mutable_row_errors());
      continue;
    }
    const shard::CandidateNo no = *queue_.candidates.Find(
        label.candidate_id(), selection::StaticIdHash(label.candidate_id()));
    storage::v1::LabelRecord record;
    *record.mutable_label() = label;
    const auto relabel = queue_.relabels.find(no);
    record.mutable_label()->set_relabel_cause(
        relabel == queue_.relabels.end() ? v1::RELABEL_CAUSE_UNSPECIFIED : relabel->second);
    record.set_batch_no(target_.batch_no);
    *record.mutable_submit_time() = ToTimestamp(state_.now.wall);
    if (!label.has_label_time())
      *record.mutable_label()->mutable_label_time() = record.submit_time();
    storage::LabelTable::Put(
        state_.shard, {queue_.queue_no(), no, label.annotator(), label.rubric()}, record, &writes);
    queue_.labels.Add(no, label.annotator(), label.rubric());
    queue_.controls.AddLabel(no, target_.batch_no, label.annotator());
    response.set_accepted(response.accepted() + 1);
    if (Compare(no, record.label(), writes)) response.set_disputed(response.disputed() + 1);
    if (required > 1) taken_[no].push_back(record.label());
    if (LabelsToward(no, label.rubric()) < required && !queue_.labels.IsDecided(no)) {
      if (change != nullptr) change->NoteLabel(target_.open->positions.at(no));
      continue;
    }
    response.set_done(response.done() + 1);
    if (change != nullptr) {
      change->FinishItem(target_.open->positions.at(no));
    } else {
      queue_.frame.Update(no, state_.now.latest_us());
    }
  }
}

std::vector<shard::CandidateNo> LabelIntake::WithoutEarlier(
    const v1::SubmitLabelsRequest& request) const {
  std::vector<shard::CandidateNo> candidates;
  for (const v1::Label& label : request.labels()) {
    const auto no =
        queue_.candidates.Find(label.candidate_id(), selection::StaticIdHash(label.candidate_id()));
    if (!no.has_value() || queue_.labels.Count(*no) == 0) continue;
    // What came from other batches is not compared.
    if (queue_.candidates.row(*no).control &&
        queue_.controls.AnnotatorsIn(*no, target_.batch_no).empty())
      continue;
    const auto known = target_.earlier.find(*no);
    if (known == target_.earlier.end() || known->second.size() < queue_.labels.Count(*no))
      candidates.push_back(*no);
  }
  return candidates;
}

size_t LabelIntake::LabelsToward(shard::CandidateNo no, absl::string_view rubric) const {
  return queue_.candidates.row(no).control
             ? queue_.controls.AnnotatorsIn(no, target_.batch_no).size()
             : queue_.labels.CountUnder(no, rubric);
}

std::vector<v1::Label> LabelIntake::Compared(shard::CandidateNo no, const v1::Label& last) const {
  const std::vector<std::string> here = queue_.controls.AnnotatorsIn(no, target_.batch_no);
  const auto counts = [&](const v1::Label& label) {
    if (label.rubric() != last.rubric()) return false;
    if (queue_.candidates.row(no).control)
      return std::find(here.begin(), here.end(), label.annotator()) != here.end();
    // Some may have been given up since they were read.
    return queue_.labels.Has(no, label.annotator(), label.rubric());
  };
  std::vector<v1::Label> labels;
  for (const StoredLabels* before : {&taken_, &target_.earlier}) {
    const auto known = before->find(no);
    if (known == before->end()) continue;
    std::copy_if(known->second.begin(), known->second.end(), std::back_inserter(labels), counts);
  }
  return labels;
}

bool LabelIntake::Compare(shard::CandidateNo no, const v1::Label& last, storage::WriteSet& writes) {
  std::vector<v1::Label> labels = Compared(no, last);
  // An open dispute of theirs is over: they answered other questions.
  const bool has_of_others = queue_.labels.CountUnder(no, last.rubric()) < queue_.labels.Count(no);
  const bool is_first = labels.empty();
  if (is_first && !has_of_others) return false;
  // There: it was looked up when the label was checked.
  const v1::Rubric& rubric = *FindRubric(*state_.registry, last.rubric());
  const std::vector<std::string> before = rubric::DisputedCriteria(labels, rubric);
  labels.push_back(last);
  const std::vector<std::string> criteria = rubric::DisputedCriteria(labels, rubric);
  // Nobody decides about a control item; the labeler is told the same.
  if (!queue_.candidates.row(no).control && !queue_.labels.IsDecided(no) &&
      (criteria != before || is_first)) {
    KeepDispute(no, {last.rubric(), criteria}, writes);
  }
  return before.empty() && !criteria.empty();
}

void LabelIntake::KeepDispute(shard::CandidateNo no, const Dispute& dispute,
                              storage::WriteSet& writes) {
  if (!dispute.criteria.empty()) {
    storage::v1::AdjudicationRecord record;
    record.set_rubric(dispute.rubric);
    *record.mutable_criteria() = {dispute.criteria.begin(), dispute.criteria.end()};
    *record.mutable_create_time() = ToTimestamp(state_.now.wall);
    storage::AdjudicationTable::Put(state_.shard, {queue_.queue_no(), no}, record, &writes);
    queue_.disputed.insert(no);
  } else if (queue_.disputed.contains(no)) {
    storage::AdjudicationTable::Delete(state_.shard, {queue_.queue_no(), no}, &writes);
    queue_.disputed.erase(no);
  }
}

std::optional<LabelIntake::Problem> LabelIntake::Check(const v1::Label& label) const {
  const auto no =
      queue_.candidates.Find(label.candidate_id(), selection::StaticIdHash(label.candidate_id()));
  if (!no.has_value()) return Problem{v1::ERROR_REASON_CANDIDATE_UNKNOWN, "candidate_id"};
  if (!IsItem(*no)) return Problem{v1::ERROR_REASON_ITEM_NOT_IN_BATCH, "candidate_id"};
  // Before all that can be put right: what may not be used may not be used in another way either.
  v1::ErrorReason usage = MayBeUsed(queue_, *no, state_.now.latest_us());
  if (usage == v1::ERROR_REASON_UNSPECIFIED && !MayServeBatch(*no))
    usage = v1::ERROR_REASON_CONSENT_DISALLOWED;
  if (usage != v1::ERROR_REASON_UNSPECIFIED) return Problem{usage, "candidate_id"};
  if (const auto problem = CheckItem(*no, label); problem.has_value()) return problem;
  if (const auto field = CheckLabel(label, state_.now.wall); field.has_value()) {
    return Problem{v1::ERROR_REASON_FIELD_INVALID, std::string(*field)};
  }
  if (auto problem = CheckRubric(label, *no); problem.has_value()) return problem;
  if (queue_.labels.Has(*no, label.annotator(), label.rubric()))
    return Problem{v1::ERROR_REASON_ANNOTATOR_REPEATED, "annotator"};
  return std::nullopt;
}

bool LabelIntake::IsItem(shard::CandidateNo no) const {
  if (target_.open != nullptr) return target_.open->positions.contains(no);
  const auto& arrivals = target_.expired->arrivals();
  return std::find(arrivals.begin(), arrivals.end(), no) != arrivals.end();
}

bool LabelIntake::MayServeBatch(shard::CandidateNo no) const {
  if (target_.expired == nullptr) return true;
  const auto& scopes = state_.registry->consent_scopes;
  const auto scope = scopes.find(queue_.candidates.dictionaries().consent_scopes.Text(
      queue_.candidates.row(no).consent_scope));
  if (scope == scopes.end()) return false;
  const auto& purposes = scope->second.consent_scope().purposes();
  return std::count(purposes.begin(), purposes.end(), target_.expired->manifest().purpose()) != 0;
}

std::optional<LabelIntake::Problem> LabelIntake::CheckItem(shard::CandidateNo no,
                                                           const v1::Label& label) const {
  if (target_.open != nullptr) {
    const uint32_t position = target_.open->positions.at(no);
    if (target_.open->record.item_states()[position] != v1::ITEM_STATE_OPEN)
      return Problem{v1::ERROR_REASON_ITEM_DONE, "candidate_id"};
    return std::nullopt;
  }
  // Late labels count while nobody has leased the item again.
  const shard::CandidateRow& row = queue_.candidates.row(no);
  if (row.lease != 0 || row.last_batch != target_.batch_no) {
    return Problem{v1::ERROR_REASON_LEASE_SUPERSEDED, "candidate_id"};
  }
  if (queue_.frame.standings().at(no).labeled ||
      LabelsToward(no, label.rubric()) >= queue_.frame.policy()->required_labels) {
    return Problem{v1::ERROR_REASON_ITEM_DONE, "candidate_id"};
  }
  return std::nullopt;
}

std::optional<LabelIntake::Problem> LabelIntake::CheckRubric(const v1::Label& label,
                                                             shard::CandidateNo no) const {
  const RubricPins& pins = target_.open != nullptr ? target_.open->record.rubrics()
                                                   : target_.expired->manifest().rubrics();
  const std::string revision =
      PinnedRubric(*state_.registry, pins,
                   queue_.candidates.dictionaries().rubrics.Text(queue_.candidates.row(no).rubric));
  const v1::Rubric* const asked = FindRubric(*state_.registry, revision);
  if (asked == nullptr || label.rubric() != revision)
    return Problem{v1::ERROR_REASON_RUBRIC_MISMATCH, "rubric"};
  if (auto field = rubric::CheckValues(label.values(), *asked); field.has_value())
    return Problem{v1::ERROR_REASON_FIELD_INVALID, *std::move(field)};
  return std::nullopt;
}

}  // namespace winnow::loop
