// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/frame.h"

#include <algorithm>
#include <utility>

#include "server/selection/score.h"

namespace winnow::shard {

Frame::Frame(const Columns& columns, uint64_t salt)
    : columns_(columns), groups_(salt), permissions_(columns.candidates->dictionaries()) {}

void Frame::Activate(std::optional<selection::CompiledPolicy> policy, int64_t now_us) {
  policy_ = std::move(policy);
  index_.reset();
  if (policy_.has_value()) {
    index_ = std::make_unique<selection::CellIndex>(policy_->range, policy_->exploration);
    term_series_.assign(policy_->terms.size(), std::nullopt);
    series_seen_ = 0;
  }
  groups_.Clear();
  calendar_.Clear();
  oldest_ = 0;
  for (selection::SliceNo slice = 0; slice < columns_.slices->size(); ++slice) {
    columns_.slices->at(slice).counts = {};
    columns_.slices->at(slice).labeled = 0;
  }
  for (CandidateNo no = 0; no < columns_.candidates->size(); ++no) {
    CandidateRow& row = columns_.candidates->row(no);
    row.frame_slice = CandidateRow::kNotCounted;
    row.frame_group = 0;
    row.role = DuplicateRole::kNone;
    row.labeled = false;
    row.calendar_second = 0;
  }
  JudgeAll(now_us);
}

void Frame::SetRegistry(std::shared_ptr<const RegistrySnapshot> registry, int64_t now_us) {
  if (permissions_.Follow(std::move(registry))) JudgeAll(now_us);
}

void Frame::Advance(int64_t now_us) {
  if (!policy_.has_value()) return;
  if (permissions_.Expired(now_us)) JudgeAll(now_us);
  const selection::FrameRules rules(*policy_, now_us);
  const std::vector<CandidateNo> due = calendar_.TakeBefore(rules.retain_at_least_us);
  for (const CandidateNo no : due) columns_.candidates->row(no).calendar_second = 0;
  for (const CandidateNo no : due) Update(no, now_us);
}

void Frame::JudgeAll(int64_t now_us) {
  for (CandidateNo no = 0; no < columns_.candidates->size(); ++no) Update(no, now_us);
}

void Frame::Update(CandidateNo no, int64_t now_us) {
  CandidateRow& row = columns_.candidates->row(no);
  if (!policy_.has_value()) {
    return Place(no, row.quarantine != 0 ? v1::EXCLUSION_REASON_QUARANTINED
                                         : v1::EXCLUSION_REASON_UNSPECIFIED);
  }
  const selection::FrameRules rules(*policy_, now_us);
  selection::CandidateFacts facts = FactsOf(no);
  v1::ExclusionReason exclusion = selection::FirstExclusion(facts, rules);
  DuplicateRole role = DuplicateRole::kNone;
  if (facts.leased || facts.labels >= policy_->required_labels ||
      columns_.evaluations->IsSampled(no)) {
    role = DuplicateRole::kBlocker;
  } else if (exclusion == v1::EXCLUSION_REASON_UNSPECIFIED) {
    role = DuplicateRole::kContender;
  }
  if (JoinGroup(no, role)) exclusion = v1::EXCLUSION_REASON_DUPLICATE;
  // What has come too close already needs no watching: its retention moves only with an update.
  const int64_t watched_us =
      row.retain_until_us >= rules.retain_at_least_us ? row.retain_until_us : 0;
  row.calendar_second = calendar_.Enter(no, watched_us, row.calendar_second);
  Place(no, exclusion);
}

selection::CandidateFacts Frame::FactsOf(CandidateNo no) {
  const CandidateRow& row = columns_.candidates->row(no);
  selection::CandidateFacts facts;
  facts.quarantined = row.quarantine != 0;
  facts.consent_scope = permissions_.Scope(row.consent_scope);
  facts.retain_until_us = row.retain_until_us;
  facts.sensitive = row.sensitive;
  facts.source_registered = permissions_.HasSource(row.source);
  facts.split = static_cast<v1::Split>(row.split);
  facts.slice_launch_weight = selection::kMicrosPerUnit;
  facts.labels = columns_.labels->Count(no);
  facts.leased = row.lease != 0;
  facts.dead_lettered = row.dead_lettered;
  facts.held_for_evaluation = columns_.evaluations->Holds(no);
  return facts;
}

bool Frame::JoinGroup(CandidateNo no, DuplicateRole role) {
  CandidateRow& row = columns_.candidates->row(no);
  if (row.frame_group != row.dup_group) {
    if (row.frame_group != 0) SetRole(no, row.frame_group, DuplicateRole::kNone);
    row.frame_group = row.dup_group;
  }
  if (row.dup_group == 0) return false;
  SetRole(no, row.dup_group, role);
  return role == DuplicateRole::kContender && groups_.Representative(row.dup_group) != no;
}

void Frame::SetRole(CandidateNo no, uint32_t group, DuplicateRole role) {
  CandidateRow& row = columns_.candidates->row(no);
  if (row.role == role) return;
  const auto [was, now] =
      groups_.SetRole({group, no, row.id_hash}, std::exchange(row.role, role), role);
  if (was == now) return;
  if (was.has_value() && *was != no) Place(*was, v1::EXCLUSION_REASON_DUPLICATE);
  if (now.has_value() && *now != no) Place(*now, v1::EXCLUSION_REASON_UNSPECIFIED);
}

void Frame::Place(CandidateNo no, v1::ExclusionReason exclusion) {
  CandidateRow& row = columns_.candidates->row(no);
  const bool labeled =
      policy_.has_value() && columns_.labels->Count(no) >= policy_->required_labels;
  const bool in_frame = exclusion == v1::EXCLUSION_REASON_UNSPECIFIED;
  if (row.frame_slice != CandidateRow::kNotCounted) {
    SliceState& before = columns_.slices->at(row.frame_slice);
    --before.counts[row.exclusion];
    before.labeled -= row.labeled;
  }
  // A candidate that stays in the frame stays in the index, unless it moved to another slice or its
  // score changed with its metadata.
  if (index_ != nullptr && index_->Contains(no)) index_->Erase(no);
  SliceState& slice = columns_.slices->at(row.slice);
  ++slice.counts[exclusion];
  slice.labeled += labeled;
  row.frame_slice = row.slice;
  row.exclusion = static_cast<uint8_t>(exclusion);
  row.labeled = labeled;
  if (index_ == nullptr || !in_frame) return;
  ReadTerms(no);
  index_->Insert({no, row.slice, selection::Score(*policy_, terms_, row.sensitive), row.id_hash});
  oldest_ = std::min(oldest_, no);
}

void Frame::UpdateScore(CandidateNo no) {
  if (index_ == nullptr || !index_->Contains(no)) return;
  ReadTerms(no);
  index_->Rescore(no, selection::Score(*policy_, terms_, columns_.candidates->row(no).sensitive));
}

std::vector<v1::ExclusionReason> Frame::AllExclusions(CandidateNo no, int64_t now_us) {
  if (!policy_.has_value()) return {};
  const CandidateRow& row = columns_.candidates->row(no);
  selection::CandidateFacts facts = FactsOf(no);
  facts.slice_launch_weight = selection::ToMicros(columns_.slices->Get(row.slice).launch_weight());
  facts.duplicate = row.exclusion == v1::EXCLUSION_REASON_DUPLICATE;
  return selection::AllExclusions(facts, selection::FrameRules(*policy_, now_us));
}

std::vector<selection::SignalValue> Frame::Terms(CandidateNo no) {
  if (!policy_.has_value()) return {};
  ReadTerms(no);
  return terms_;
}

void Frame::ReadTerms(CandidateNo no) {
  const SignalColumns& signals = *columns_.signals;
  if (series_seen_ != signals.series_count()) {
    for (size_t i = 0; i < term_series_.size(); ++i)
      term_series_[i] = signals.FindSeries(policy_->terms[i].signal);
    series_seen_ = signals.series_count();
  }
  terms_.resize(term_series_.size());
  for (size_t i = 0; i < term_series_.size(); ++i) {
    terms_[i] =
        term_series_[i].has_value() ? signals.Read(no, *term_series_[i]) : selection::SignalValue{};
  }
}

uint64_t Frame::GroupMembers(CandidateNo no) const {
  const CandidateRow& row = columns_.candidates->row(no);
  return row.dup_group == 0 ? 1 : std::max<uint64_t>(1, groups_.Contenders(row.dup_group));
}

std::optional<int64_t> Frame::OldestAvailable() {
  if (index_ == nullptr || index_->TotalCount() == 0) return std::nullopt;
  while (oldest_ < columns_.candidates->size() && !index_->Contains(oldest_)) ++oldest_;
  return columns_.candidates->row(oldest_).ingest_us;
}

}  // namespace winnow::shard
