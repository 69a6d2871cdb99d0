// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/frame.h"

#include <algorithm>
#include <utility>

#include "server/selection/score.h"

namespace winnow::shard {
namespace {

// Candidates from which on a thread of its own for the index is worth its start.
constexpr size_t kLargeQueue = 10'000;
// Candidates lie anywhere in tables of gigabytes: so many before their turn they are fetched.
constexpr size_t kAhead = 8;
// The clock is set back by more than adjustments do: what it took out before may be eligible again.
constexpr int64_t kSetBackUs = 60'000'000;

}  // namespace

Frame::Frame(const Columns& columns, uint64_t salt)
    : columns_(columns),
      salt_(salt),
      groups_(salt),
      permissions_(columns.candidates->dictionaries()) {}

void Frame::Activate(std::optional<selection::CompiledPolicy> policy, int64_t now_us) {
  columns_.watchers->BeforeRebuild();
  Begin(std::move(policy));
  if (index_ == nullptr || columns_.candidates->size() < kLargeQueue) return JudgeAll(now_us);
  IndexChanges changes(*index_);
  changes_ = &changes;
  JudgeAll(now_us);
  changes_ = nullptr;
}

void Frame::Begin(std::optional<selection::CompiledPolicy> policy) {
  policy_ = std::move(policy);
  index_.reset();
  if (policy_.has_value()) {
    index_ = std::make_unique<selection::CellIndex>(policy_->range, policy_->exploration);
    term_series_.assign(policy_->terms.size(), std::nullopt);
    series_seen_ = 0;
  }
  standings_ = {};
  groups_.Clear();
  calendar_.Clear();
  oldest_ = 0;
}

void Frame::SetRegistry(std::shared_ptr<const RegistrySnapshot> registry, int64_t now_us) {
  // A shadow begins again: its portions go on under the new permissions.
  for (Frame* shadow : shadows_) {
    if (shadow->permissions_.Follow(registry)) shadow->unjudged_ = 0;
  }
  if (permissions_.Follow(std::move(registry))) JudgeAll(now_us);
}

void Frame::Advance(int64_t now_us) {
  if (!policy_.has_value()) return;
  const bool set_back = now_us < latest_us_ - kSetBackUs;
  if (set_back) latest_us_ = now_us;
  if (permissions_.Expired(now_us) || set_back) JudgeAll(now_us);
  const selection::FrameRules rules(*policy_, now_us);
  const std::vector<CandidateNo> due = calendar_.TakeBefore(rules.retain_at_least_us);
  for (const CandidateNo no : due) standings_.at(no).calendar_second = 0;
  for (const CandidateNo no : due) Update(no, now_us);
}

void Frame::JudgeAll(int64_t now_us) {
  for (CandidateNo no = 0; no < columns_.candidates->size(); ++no) Update(no, now_us);
}

void Frame::Update(CandidateNo no, int64_t now_us) {
  for (Frame* shadow : shadows_) shadow->Update(no, now_us);
  if (no >= unjudged_) return;
  latest_us_ = std::max(latest_us_, now_us);
  const CandidateRow& row = columns_.candidates->row(no);
  if (no >= standings_.size()) standings_.Grow(size_t{no} + 1);
  if (row.removing || row.removed) return Withdraw(no);
  if (!policy_.has_value()) {
    return Place(no, row.quarantine != 0 ? v1::EXCLUSION_REASON_QUARANTINED
                                         : v1::EXCLUSION_REASON_UNSPECIFIED);
  }
  const selection::FrameRules rules(*policy_, now_us);
  selection::CandidateFacts facts = FactsOf(no, now_us);
  v1::ExclusionReason exclusion = selection::FirstExclusion(facts, rules);
  DuplicateRole role = DuplicateRole::kNone;
  if (row.control) {
    // It takes nobody's place, and its labels are no labels of its duplicates.
  } else if (facts.leased || facts.labeled || columns_.evaluations->IsSampled(no)) {
    role = DuplicateRole::kBlocker;
  } else if (exclusion == v1::EXCLUSION_REASON_UNSPECIFIED) {
    role = DuplicateRole::kContender;
  }
  if (JoinGroup(no, role)) exclusion = v1::EXCLUSION_REASON_DUPLICATE;
  // What has come too close already needs no watching: its retention moves only with an update.
  const int64_t watched_us =
      row.retain_until_us >= rules.retain_at_least_us ? row.retain_until_us : 0;
  Standing& standing = standings_.at(no);
  standing.calendar_second = calendar_.Enter(no, watched_us, standing.calendar_second);
  Place(no, exclusion);
}

selection::CandidateFacts Frame::FactsOf(CandidateNo no, int64_t now_us) {
  const CandidateRow& row = columns_.candidates->row(no);
  selection::CandidateFacts facts;
  facts.quarantined = row.quarantine != 0;
  facts.retired = row.retired;
  facts.consent_scope = permissions_.Scope(row.consent_scope, now_us);
  facts.consent_revoked = permissions_.IsRevoked(row.consent_scope, row.subject);
  facts.retain_until_us = row.retain_until_us;
  facts.sensitive = row.sensitive;
  facts.source_registered = permissions_.HasSource(row.source);
  facts.rubric_known = permissions_.HasRubric(row.rubric);
  facts.control_item = row.control;
  facts.split = static_cast<v1::Split>(row.split);
  facts.slice_launch_weight = selection::kMicrosPerUnit;
  facts.labeled = columns_.labels->IsLabeled(no, policy_->required_labels);
  facts.leased = row.lease != 0;
  facts.dead_lettered = row.dead_lettered;
  facts.held_for_evaluation = columns_.evaluations->Holds(no);
  return facts;
}

bool Frame::JoinGroup(CandidateNo no, DuplicateRole role) {
  const uint32_t group = columns_.candidates->row(no).dup_group;
  Standing& standing = standings_.at(no);
  if (standing.group != group) {
    if (standing.group != 0) SetRole(no, standing.group, DuplicateRole::kNone);
    standing.group = group;
  }
  if (group == 0) return false;
  SetRole(no, group, role);
  return role == DuplicateRole::kContender && groups_.Representative(group) != no;
}

void Frame::SetRole(CandidateNo no, uint32_t group, DuplicateRole role) {
  Standing& standing = standings_.at(no);
  if (standing.role == role) return;
  // The group of its representative counts one more or one less.
  if (const auto speaker = groups_.Representative(group)) Announce(*speaker);
  const auto [was, now] = groups_.SetRole({group, no, columns_.candidates->row(no).id_hash},
                                          std::exchange(standing.role, role), role);
  if (was == now) return;
  if (was.has_value() && *was != no) Place(*was, v1::EXCLUSION_REASON_DUPLICATE);
  if (now.has_value() && *now != no) Place(*now, v1::EXCLUSION_REASON_UNSPECIFIED);
}

void Frame::Announce(CandidateNo no) {
  // Nobody watches a shadow.
  if (unjudged_ == kAllJudged) columns_.watchers->BeforeChange(no);
}

void Frame::Place(CandidateNo no, v1::ExclusionReason exclusion) {
  const CandidateRow& row = columns_.candidates->row(no);
  Standing& standing = standings_.at(no);
  const bool labeled = policy_.has_value() && !row.control &&
                       columns_.labels->IsLabeled(no, policy_->required_labels);
  const bool in_frame = exclusion == v1::EXCLUSION_REASON_UNSPECIFIED;
  // A candidate that stays in the frame stays in the index, unless it moved to another slice or its
  // score changed with its metadata.
  const bool was_in = Uncount(no);
  if (was_in || in_frame) Announce(no);
  if (was_in) changes_ != nullptr ? changes_->Erase(no) : void(index_->Erase(no));
  SliceTally& slice = standings_.slice(row.slice);
  ++slice.counts[exclusion];
  slice.labeled += labeled;
  standing.slice = row.slice;
  standing.exclusion = static_cast<uint8_t>(exclusion);
  standing.labeled = labeled;
  if (index_ == nullptr || !in_frame) return;
  changes_ != nullptr ? changes_->Insert(EntryOf(no)) : void(index_->Insert(EntryOf(no)));
  oldest_ = std::min(oldest_, no);
}

bool Frame::Uncount(CandidateNo no) {
  const Standing& standing = standings_.at(no);
  if (standing.slice == Standing::kNotCounted) return false;
  SliceTally& before = standings_.slice(standing.slice);
  --before.counts[standing.exclusion];
  before.labeled -= standing.labeled;
  return index_ != nullptr && standing.exclusion == v1::EXCLUSION_REASON_UNSPECIFIED;
}

void Frame::Withdraw(CandidateNo no) {
  Standing& standing = standings_.at(no);
  if (standing.group != 0) SetRole(no, standing.group, DuplicateRole::kNone);
  calendar_.Enter(no, 0, standing.calendar_second);
  if (Uncount(no)) {
    // Who reads the frame as it was must not show the candidate any more.
    if (unjudged_ == kAllJudged) columns_.watchers->BeforeRebuild();
    index_->Erase(no);
  }
  standing = {};
  standing.exclusion = v1::EXCLUSION_REASON_RETENTION;
}

void Frame::UpdateScores(absl::Span<const CandidateNo> numbers) {
  for (Frame* shadow : shadows_) shadow->UpdateScores(numbers);
  if (index_ == nullptr) return;
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (i + kAhead < numbers.size()) index_->Prefetch(numbers[i + kAhead]);
    UpdateScore(numbers[i]);
  }
}

void Frame::UpdateScore(CandidateNo no) {
  if (!index_->Contains(no)) return;
  Announce(no);
  const selection::CellIndex::Entry entry = EntryOf(no);
  index_->Rescore(no, entry.score, entry.known_zero);
}

selection::CellIndex::Entry Frame::EntryOf(CandidateNo no) {
  const CandidateRow& row = columns_.candidates->row(no);
  const SignalColumns& signals = *columns_.signals;
  if (series_seen_ != signals.series_count()) {
    for (size_t i = 0; i < term_series_.size(); ++i)
      term_series_[i] = signals.FindSeries(policy_->terms[i].signal);
    series_seen_ = signals.series_count();
  }
  terms_.resize(term_series_.size());
  for (size_t i = 0; i < terms_.size(); ++i) terms_[i] = ReadTerm(no, term_series_[i]);
  const selection::Int128 score =
      selection::Int128{selection::Score(*policy_, terms_, row.sensitive)} +
      selection::AgeTerm(*policy_, row.ingest_us);
  return {.no = no,
          .slice = row.slice,
          .score = selection::Saturate(score),
          .id_hash = row.id_hash,
          .known_zero = selection::IsKnownZero(*policy_, terms_)};
}

std::vector<v1::ExclusionReason> Frame::AllExclusions(CandidateNo no, int64_t now_us) {
  if (!policy_.has_value()) return {};
  const CandidateRow& row = columns_.candidates->row(no);
  selection::CandidateFacts facts = FactsOf(no, now_us);
  facts.slice_launch_weight = selection::ToMicros(columns_.slices->Get(row.slice).launch_weight());
  facts.duplicate = standings_.at(no).exclusion == v1::EXCLUSION_REASON_DUPLICATE;
  return selection::AllExclusions(facts, selection::FrameRules(*policy_, now_us));
}

std::vector<selection::SignalValue> Frame::Terms(CandidateNo no) const {
  std::vector<selection::SignalValue> values;
  if (!policy_.has_value()) return values;
  values.reserve(policy_->terms.size());
  for (const auto& term : policy_->terms)
    values.push_back(ReadTerm(no, columns_.signals->FindSeries(term.signal)));
  return values;
}

selection::SignalValue Frame::ReadTerm(CandidateNo no, std::optional<uint32_t> series) const {
  return series.has_value() ? columns_.signals->Read(no, *series) : selection::SignalValue{};
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
