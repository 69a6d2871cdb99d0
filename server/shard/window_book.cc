// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/window_book.h"

#include <algorithm>
#include <limits>

namespace winnow::shard {

void WindowBook::Add(BatchNo batch_no, const storage::v1::CapUseRecord& use) {
  const int entries = std::min({use.attributes_size(), use.keys_size(), use.counts_size()});
  for (int i = 0; i < entries; ++i) {
    const uint32_t attribute = use.attributes(i);
    if (attribute >= entries_.size()) entries_.resize(size_t{attribute} + 1);
    entries_[attribute].push_back({use.time_us(), batch_no, use.keys(i), use.counts(i)});
    counts_[{attribute, use.keys(i)}] += use.counts(i);
  }
  batches_.emplace_back(batch_no, static_cast<size_t>(entries));
}

namespace {

// What was leased up to this moment has left the window of `attribute`.
int64_t LeftBefore(absl::Span<const selection::CapRule> caps, uint32_t attribute, int64_t now_us) {
  int64_t from_us = std::numeric_limits<int64_t>::max();
  for (const selection::CapRule& cap : caps) {
    if (cap.attribute == attribute && cap.per_window > 0)
      from_us = now_us - absl::ToInt64Microseconds(cap.window);
  }
  return from_us;
}

}  // namespace

selection::WindowCounts WindowBook::CountsWithin(absl::Span<const selection::CapRule> caps,
                                                 int64_t now_us) const {
  selection::WindowCounts counts;
  for (uint32_t attribute = 0; attribute < entries_.size(); ++attribute) {
    const int64_t from_us = LeftBefore(caps, attribute, now_us);
    for (const Entry& entry : entries_[attribute]) {
      if (entry.time_us > from_us) counts[{attribute, entry.key}] += entry.count;
    }
  }
  return counts;
}

void WindowBook::Advance(absl::Span<const selection::CapRule> caps, int64_t now_us) {
  for (uint32_t attribute = 0; attribute < entries_.size(); ++attribute) {
    const int64_t from_us = LeftBefore(caps, attribute, now_us);
    std::deque<Entry>& entries = entries_[attribute];
    while (!entries.empty() && entries.front().time_us <= from_us) {
      Forget(attribute, entries.front());
      entries.pop_front();
    }
  }
}

void WindowBook::Forget(uint32_t attribute, const Entry& entry) {
  const auto count = counts_.find({attribute, entry.key});
  count->second -= entry.count;
  if (count->second == 0) counts_.erase(count);
  const auto batch = std::lower_bound(
      batches_.begin(), batches_.end(), entry.batch_no,
      [](const std::pair<BatchNo, size_t>& a, BatchNo wanted) { return a.first < wanted; });
  --batch->second;
}

bool WindowBook::Remove(BatchNo batch_no, const selection::DiversityKey& key) {
  if (key.attribute >= entries_.size()) return false;
  std::deque<Entry>& entries = entries_[key.attribute];
  const auto entry = std::find_if(entries.begin(), entries.end(), [&](const Entry& e) {
    return e.batch_no == batch_no && e.key == key.key;
  });
  if (entry == entries.end()) return false;
  if (--entry->count > 0) {
    --counts_.find(key)->second;
    return true;
  }
  Forget(key.attribute, {entry->time_us, batch_no, key.key, 1});
  entries.erase(entry);
  return true;
}

storage::v1::CapUseRecord WindowBook::UseOf(BatchNo batch_no) const {
  storage::v1::CapUseRecord use;
  for (uint32_t attribute = 0; attribute < entries_.size(); ++attribute) {
    for (const Entry& entry : entries_[attribute]) {
      if (entry.batch_no != batch_no) continue;
      use.set_time_us(entry.time_us);
      use.add_attributes(attribute);
      use.add_keys(entry.key);
      use.add_counts(entry.count);
    }
  }
  return use;
}

std::vector<BatchNo> WindowBook::TakeForgotten(size_t most) {
  std::vector<BatchNo> forgotten;
  while (forgotten.size() < most && !batches_.empty() && batches_.front().second == 0) {
    forgotten.push_back(batches_.front().first);
    batches_.pop_front();
  }
  return forgotten;
}

}  // namespace winnow::shard
