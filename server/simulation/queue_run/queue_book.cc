// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/queue_run/queue_book.h"

#include <algorithm>

#include "server/selection/score.h"

namespace winnow::simulation {

bool CandidateRun::HasLabelOf(uint32_t reviewer) const {
  return std::any_of(labels.begin(), labels.end(),
                     [&](const GivenLabel& label) { return label.reviewer == reviewer; });
}

double CandidateRun::Accepted() const {
  double accepted = 0;
  std::ptrdiff_t most = 0;
  for (const GivenLabel& label : labels) {
    const auto same = std::count_if(labels.begin(), labels.end(), [&](const GivenLabel& other) {
      return other.difference == label.difference;
    });
    if (same <= most) continue;
    most = same;
    accepted = label.difference;
  }
  return accepted;
}

bool CandidateRun::IsDisputed() const {
  return std::any_of(labels.begin(), labels.end(), [&](const GivenLabel& label) {
    return label.difference != labels.front().difference;
  });
}

QueueBook::QueueBook(const Pool& pool, PoolFrame& frame, absl::Span<const uint32_t> participants)
    : pool_(pool), frame_(frame), candidates_(pool.items.size()), slices_(pool.slices.size()) {
  for (std::size_t i = 0; i < slices_.size(); ++i) slices_[i].slice = pool.slices[i];
  for (uint32_t i = 0; i < pool.items.size(); ++i) {
    const selection::Member& member = frame_.index().At(i);
    selection::CellIndex::Entry entry;
    entry.no = i;
    entry.slice = member.slice;
    entry.score = member.score;
    entry.id_hash = member.id_hash;
    entry.known_zero = member.known_zero != 0;
    entries_.push_back(entry);
    frame_.index().Erase(i);
  }
  for (const uint32_t item : participants) ++SliceOf(item).candidates;
  counts_.to_come = participants.size();
}

uint64_t& QueueBook::CountOf(Place place) {
  switch (place) {
    case Place::kToCome:
      return counts_.to_come;
    case Place::kWaiting:
      return counts_.waiting;
    case Place::kLeased:
      return counts_.leased;
    case Place::kDone:
      return counts_.done;
    case Place::kDeadLettered:
      break;
  }
  return counts_.dead_lettered;
}

void QueueBook::Move(uint32_t item, Place to) {
  Place& place = candidates_[item].place;
  if (place == Place::kWaiting) frame_.index().Erase(item);
  if (to == Place::kWaiting) frame_.index().Insert(entries_[item]);
  --CountOf(place);
  ++CountOf(to);
  place = to;
}

void QueueBook::Arrive(uint32_t item, absl::Duration now) {
  candidates_[item].arrival = now;
  selection::Micros& score = entries_[item].score;
  const int64_t arrival_us = absl::ToInt64Microseconds(now);
  score = selection::Saturate(selection::Int128{score} +
                              selection::AgeTerm(frame_.policy(), arrival_us));
  Move(item, Place::kWaiting);
}

void QueueBook::Lease(uint32_t item, uint32_t reviewer, absl::Duration now) {
  CandidateRun& candidate = candidates_[item];
  ++candidate.open_leases;
  candidate.had_by.push_back(reviewer);
  candidate.labels_before = candidate.labels.size();
  SliceRun& slice = SliceOf(item);
  slice.oldest_ever = std::max(slice.oldest_ever, now - candidate.arrival);
  Move(item, Place::kLeased);
}

bool QueueBook::Label(uint32_t item, const GivenLabel& label, absl::Duration now) {
  CandidateRun& candidate = candidates_[item];
  candidate.labels.push_back(label);
  if (candidate.labels.size() < frame_.policy().required_labels) return false;
  --candidate.open_leases;
  Move(item, Place::kDone);
  ++frame_.slices()[entries_[item].slice].labeled;
  ++SliceOf(item).done;
  NoteTarget(SliceOf(item), now);
  return true;
}

uint64_t QueueBook::CountUnlabeled(absl::Span<const uint32_t> items) const {
  return static_cast<uint64_t>(std::count_if(items.begin(), items.end(), [this](uint32_t item) {
    const CandidateRun& candidate = candidates_[item];
    return candidate.place == Place::kLeased && candidate.labels.size() == candidate.labels_before;
  }));
}

bool QueueBook::GiveBack(uint32_t item, bool counts_as_attempt, absl::Duration now) {
  CandidateRun& candidate = candidates_[item];
  --candidate.open_leases;
  if (counts_as_attempt && candidate.labels.size() == candidate.labels_before) ++candidate.attempts;
  if (candidate.attempts < frame_.policy().lease.max_attempts) {
    Move(item, Place::kWaiting);
    return false;
  }
  Move(item, Place::kDeadLettered);
  ++SliceOf(item).dead_lettered;
  NoteTarget(SliceOf(item), now);
  return true;
}

void QueueBook::NoteTarget(SliceRun& slice, absl::Duration now) {
  const uint64_t reachable = std::min(slice.target, slice.candidates - slice.dead_lettered);
  if (slice.done >= reachable && !slice.target_met.has_value()) slice.target_met = now;
}

void QueueBook::SetTargets(const std::vector<uint64_t>& targets) {
  for (selection::SliceFacts& facts : frame_.slices()) facts.target = 0;
  const bool knows_slices = frame_.slices().size() == slices_.size();
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    slices_[i].target = targets[i];
    frame_.slices()[knows_slices ? i : 0].target += targets[i];
    NoteTarget(slices_[i], absl::ZeroDuration());
  }
}

void QueueBook::Close(absl::Duration now) {
  for (uint32_t i = 0; i < candidates_.size(); ++i) {
    if (candidates_[i].place != Place::kWaiting) continue;
    SliceRun& slice = SliceOf(i);
    slice.oldest_at_end = std::max(slice.oldest_at_end, now - candidates_[i].arrival);
    slice.oldest_ever = std::max(slice.oldest_ever, slice.oldest_at_end);
  }
}

}  // namespace winnow::simulation
