// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_DIFF_DIFF_SUMMARY_H_
#define WINNOW_SERVER_RELEASE_DIFF_DIFF_SUMMARY_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "server/release/diff/member_change.h"

namespace winnow::release {

struct SummaryLimits {
  std::size_t cells = 10'000;
  std::size_t unexplained_keys = 100;

  friend bool operator==(const SummaryLimits&, const SummaryLimits&) = default;
};

// Changes that are counted together, in the order of the fields.
struct DiffCell {
  std::string slice;
  std::string source;
  std::string consent_scope;
  std::string label_policy;
  ChangeKind kind = ChangeKind::kAdded;
  RelabelCause cause = RelabelCause::kNone;

  friend auto operator<=>(const DiffCell&, const DiffCell&) = default;
};

// How many members of two versions changed, and how. A member counts in the cell of what it is
// after the change; a removed one, of what it was.
//
// Holds the first `limits.cells` cells in their order, whichever order changes come in; changes of
// all further cells are counted under their kind and cause alone, so that nothing is dropped and
// what is held is exact. Memory: the cells, and the first keys of unexplained relabels. Summaries
// of the same limits merge exactly, in any order and grouping, and say what one summary of all
// changes would; they must be of different keys. Not thread-safe.
class DiffSummary {
 public:
  // Changes under other cells than those held: kind and cause.
  using Other = std::pair<ChangeKind, RelabelCause>;

  explicit DiffSummary(const SummaryLimits& limits) : limits_(limits) {}

  void Add(const MemberChange& change);

  // INVALID_ARGUMENT if limits differ; nothing is added then.
  absl::Status Merge(const DiffSummary& summary);

  const std::map<DiffCell, uint64_t>& cells() const { return cells_; }
  const std::map<Other, uint64_t>& other() const { return other_; }

  // Changes of a kind in all cells.
  uint64_t CountOf(ChangeKind kind) const;

  // All changes; none if and only if two versions have the same members.
  uint64_t changes() const;

  uint64_t unexplained_relabels() const { return unexplained_relabels_; }
  // Their first keys, rising.
  std::vector<std::string> UnexplainedKeys() const;

 private:
  void Count(const DiffCell& cell, uint64_t count);
  void AddUnexplained(const std::string& key);

  SummaryLimits limits_;
  std::map<DiffCell, uint64_t> cells_;
  std::map<Other, uint64_t> other_;
  uint64_t unexplained_relabels_ = 0;
  std::set<std::string> unexplained_keys_;
};

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_DIFF_DIFF_SUMMARY_H_
