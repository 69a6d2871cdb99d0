// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/slice_roster.h"

#include <algorithm>

namespace winnow::shard {

void SliceRoster::AddNew(const Interner& names) {
  while (facts_.size() < names.size()) {
    const auto slice = static_cast<selection::SliceNo>(facts_.size());
    facts_.emplace_back().id = names.Text(slice);
    by_id_.push_back(slice);
  }
  std::sort(by_id_.begin(), by_id_.end(), [this](selection::SliceNo a, selection::SliceNo b) {
    return facts_[a].id < facts_[b].id;
  });
}

void SliceRoster::Refresh(const Sources& sources) {
  if (facts_.size() < sources.names.size()) AddNew(sources.names);
  for (selection::SliceNo slice = 0; slice < facts_.size(); ++slice) {
    const SliceState& state = sources.slices.Get(slice);
    const v1::Slice& config = state.record.slice();
    selection::SliceFacts& facts = facts_[slice];
    facts.launch_weight = selection::ToMicros(state.launch_weight());
    facts.labeled = sources.standings.slice(slice).labeled;
    facts.target = config.target_labels();
    facts.coverage_override.reset();
    if (config.has_coverage_override())
      facts.coverage_override = selection::ToMicros(config.coverage_override());
    facts.recent_regression = config.recent_regression();
  }
}

}  // namespace winnow::shard
