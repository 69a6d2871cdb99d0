// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/diversity.h"

namespace winnow::selection {

Diversity::Diversity(absl::Span<const CapRule> caps, const CandidateView& view,
                     const WindowCounts* window)
    : view_(&view), window_(window) {
  for (const CapRule& rule : caps) caps_.push_back({rule, {}, {}});
}

bool Diversity::HasRoom(const Counts& counts, uint64_t key, SliceNo slice) const {
  if (counts.CountsBatch()) {
    const auto it = counts.in_batch.find(key);
    const uint64_t in_batch = it == counts.in_batch.end() ? 0 : it->second;
    if (counts.rule.per_batch > 0 && in_batch >= counts.rule.per_batch) return false;
    if (counts.rule.per_window > 0 && window_ != nullptr) {
      const auto leased = window_->find({counts.rule.attribute, key});
      const uint64_t before = leased == window_->end() ? 0 : leased->second;
      if (before + in_batch >= counts.rule.per_window) return false;
    }
  }
  if (counts.rule.per_slice > 0) {
    const auto it = counts.in_slice.find({key, slice});
    if (it != counts.in_slice.end() && it->second >= counts.rule.per_slice) return false;
  }
  return true;
}

bool Diversity::HasRoom(const DiversityKey& key, SliceNo slice) const {
  for (const Counts& counts : caps_) {
    if (counts.rule.attribute == key.attribute && !HasRoom(counts, key.key, slice)) return false;
  }
  return true;
}

std::optional<DiversityKey> Diversity::FullKey(CandidateNo no, SliceNo slice) const {
  for (const Counts& counts : caps_) {
    const uint64_t key = view_->Key(no, counts.rule.attribute);
    if (key != 0 && !HasRoom(counts, key, slice)) return DiversityKey{counts.rule.attribute, key};
  }
  return std::nullopt;
}

void Diversity::Add(CandidateNo no, SliceNo slice) {
  for (Counts& counts : caps_) {
    const uint64_t key = view_->Key(no, counts.rule.attribute);
    if (key == 0) continue;
    if (counts.CountsBatch()) ++counts.in_batch[key];
    if (counts.rule.per_slice > 0) ++counts.in_slice[{key, slice}];
  }
}

void Diversity::AddBeyondCaps(CandidateNo no, SliceNo slice) {
  for (const Counts& counts : caps_) {
    const uint64_t key = view_->Key(no, counts.rule.attribute);
    if (key != 0 && !HasRoom(counts, key, slice)) ++overflows_[{counts.rule.attribute, key}];
  }
  Add(no, slice);
}

std::vector<CapOverflow> Diversity::Overflows() const {
  std::vector<CapOverflow> overflows;
  overflows.reserve(overflows_.size());
  for (const auto& [key, count] : overflows_) overflows.push_back({key.first, key.second, count});
  return overflows;
}

}  // namespace winnow::selection
