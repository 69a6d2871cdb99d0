// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/diff/diff_summary.h"

namespace winnow::release {

void DiffSummary::Add(const MemberChange& change) {
  const VersionMember& member = change.Member();
  Count({member.slice, member.source, member.consent_scope, member.label_policy, change.kind,
         change.Cause()},
        1);
  if (!change.IsUnexplainedRelabel()) return;
  ++unexplained_relabels_;
  AddUnexplained(member.key);
}

// A cell that was pushed out has `limits_.cells` before it and never comes back, so that those held
// are complete.
void DiffSummary::Count(const DiffCell& cell, uint64_t count) {
  const auto found = cells_.find(cell);
  if (found != cells_.end()) {
    found->second += count;
    return;
  }
  const bool is_full = cells_.size() >= limits_.cells;
  if (is_full && (cells_.empty() || cells_.rbegin()->first < cell)) {
    other_[{cell.kind, cell.cause}] += count;
    return;
  }
  cells_.emplace(cell, count);
  if (cells_.size() <= limits_.cells) return;
  const auto last = std::prev(cells_.end());
  other_[{last->first.kind, last->first.cause}] += last->second;
  cells_.erase(last);
}

void DiffSummary::AddUnexplained(const std::string& key) {
  const bool is_full = unexplained_keys_.size() >= limits_.unexplained_keys;
  if (is_full && (unexplained_keys_.empty() || *unexplained_keys_.rbegin() < key)) return;
  unexplained_keys_.insert(key);
  if (unexplained_keys_.size() > limits_.unexplained_keys) {
    unexplained_keys_.erase(std::prev(unexplained_keys_.end()));
  }
}

absl::Status DiffSummary::Merge(const DiffSummary& summary) {
  if (!(summary.limits_ == limits_)) {
    return absl::InvalidArgumentError("summaries of different limits hold different cells");
  }
  for (const auto& [other, count] : summary.other_) other_[other] += count;
  for (const auto& [cell, count] : summary.cells_) Count(cell, count);
  unexplained_relabels_ += summary.unexplained_relabels_;
  for (const std::string& key : summary.unexplained_keys_) AddUnexplained(key);
  return absl::OkStatus();
}

uint64_t DiffSummary::CountOf(ChangeKind kind) const {
  uint64_t sum = 0;
  for (const auto& [cell, count] : cells_) sum += cell.kind == kind ? count : 0;
  for (const auto& [other, count] : other_) sum += other.first == kind ? count : 0;
  return sum;
}

uint64_t DiffSummary::changes() const {
  uint64_t sum = 0;
  for (const auto& [cell, count] : cells_) sum += count;
  for (const auto& [other, count] : other_) sum += count;
  return sum;
}

std::vector<std::string> DiffSummary::UnexplainedKeys() const {
  return {unexplained_keys_.begin(), unexplained_keys_.end()};
}

}  // namespace winnow::release
