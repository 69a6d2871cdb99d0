// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/sample_keys.h"

#include <algorithm>
#include <utility>

namespace winnow::loop {
namespace {

constexpr size_t kRowsPerRead = 1'000;

}  // namespace

absl::StatusOr<std::vector<v1::Candidate>> ReadCandidates(
    shard::Shard& shard, uint32_t queue_no, absl::Span<const shard::CandidateNo> numbers) {
  std::vector<std::string> keys;
  keys.reserve(numbers.size());
  for (const shard::CandidateNo no : numbers)
    keys.push_back(storage::CandidateTable::Key(shard.id(), {queue_no, no}));
  const auto values = shard.engine().Get(shard.id(), keys);
  if (!values.ok()) return values.status();
  std::vector<v1::Candidate> candidates;
  candidates.reserve(numbers.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    if (!(*values)[i].has_value())
      return absl::DataLossError("a candidate is missing; restore the newest backup");
    auto record = storage::DecodeRecord<storage::v1::CandidateRecord>(keys[i], *(*values)[i]);
    if (!record.ok()) return record.status();
    candidates.push_back(std::move(*record->mutable_candidate()));
  }
  return candidates;
}

absl::Status SampleKeys::Read(shard::Shard& shard, uint32_t queue_no, const ReleaseSample& sample) {
  std::vector<shard::CandidateNo> numbers;
  for (size_t i = 0; i < sample.items.size(); ++i) {
    numbers.push_back(sample.items[i].no);
    if (numbers.size() < kRowsPerRead && i + 1 < sample.items.size()) continue;
    auto candidates = ReadCandidates(shard, queue_no, numbers);
    if (!candidates.ok()) return candidates.status();
    for (v1::Candidate& candidate : *candidates) {
      ids_.insert(std::move(*candidate.mutable_candidate_id()));
      if (!candidate.dup_group().empty())
        dup_groups_.insert(std::move(*candidate.mutable_dup_group()));
      if (!candidate.split_group().empty())
        split_groups_.insert(std::move(*candidate.mutable_split_group()));
    }
    numbers.clear();
  }
  return absl::OkStatus();
}

}  // namespace winnow::loop
