// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/disclosure/safe_step.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace winnow::disclosure {
namespace {

using Counts = std::array<uint32_t, 2 * kCells>;

constexpr CellSet kAvailable = SetOf(Cell::kAvailable);
constexpr CellSet kLeased = SetOf(Cell::kLeased);
constexpr CellSet kLabeled = SetOf(Cell::kLabeled);
constexpr CellSet kOther = SetOf(Cell::kOther);

// Every union of the sets, the empty one first.
std::vector<CellSet> Unions(const Grouping& sets) {
  std::vector<CellSet> unions = {0};
  for (const CellSet set : sets) {
    const size_t size = unions.size();
    for (size_t i = 0; i < size; ++i) unions.push_back(static_cast<CellSet>(unions[i] | set));
  }
  return unions;
}

// What a person contributes to each of the sets.
void Sum(const Counts& counts, const std::vector<CellSet>& sets, std::vector<uint32_t>& sums) {
  sums.assign(sets.size(), 0);
  for (size_t i = 0; i < sets.size(); ++i) {
    for (size_t cell = 0; cell < counts.size(); ++cell) {
      if ((sets[i] >> cell) & 1u) sums[i] += counts[cell];
    }
  }
}

// A sum that was shown less one that would be.
struct Difference {
  size_t before;  // index of the union
  size_t now;
  size_t persons = 0;    // who contribute, so far
  bool unknown = false;  // whether one of unknown persons does
};

// Whether none of the differences compares different cells: a person who has not changed adds
// nothing to such.
bool OnlyChangesCount(const std::vector<Difference>& open, const std::vector<CellSet>& before,
                      const std::vector<CellSet>& now) {
  return std::all_of(open.begin(), open.end(), [&](const Difference& difference) {
    return before[difference.before] == now[difference.now];
  });
}

bool IsFiner(const Grouping& fine, const Grouping& coarse) {
  return std::all_of(fine.begin(), fine.end(), [&](CellSet part) {
    return std::any_of(coarse.begin(), coarse.end(),
                       [&](CellSet whole) { return (part & whole) == part; });
  });
}

}  // namespace

bool IsSafeStep(absl::Span<const Contribution> persons, const Grouping& before, const Grouping& now,
                size_t min_persons) {
  const std::vector<CellSet> unions_before = Unions(before);
  const std::vector<CellSet> unions_now = Unions(now);
  std::vector<Difference> open;
  for (size_t b = 0; b < unions_before.size(); ++b) {
    // What was shown alone was judged when it was.
    for (size_t n = 1; n < unions_now.size(); ++n) open.push_back({b, n});
  }
  std::vector<uint32_t> sums_before;
  std::vector<uint32_t> sums_now;
  bool only_changes = false;
  for (const Contribution& person : persons) {
    if (only_changes && person.before == person.now) continue;
    Sum(person.before, unions_before, sums_before);
    Sum(person.now, unions_now, sums_now);
    const size_t gone = std::erase_if(open, [&](Difference& difference) {
      if (sums_before[difference.before] == sums_now[difference.now]) return false;
      difference.persons += person.known ? 1 : 0;
      difference.unknown |= !person.known;
      return difference.persons >= min_persons;
    });
    if (gone > 0) only_changes = OnlyChangesCount(open, unions_before, unions_now);
  }
  return std::all_of(open.begin(), open.end(), [](const Difference& difference) {
    return difference.persons == 0 && !difference.unknown;
  });
}

absl::Span<const Grouping> Groupings() {
  static const auto* const groupings = new std::vector<Grouping>{
      {kAvailable, kLeased, kLabeled, kOther},    {kAvailable, kLabeled, kLeased | kOther},
      {kAvailable, kLeased, kLabeled | kOther},   {kAvailable, kLeased | kLabeled, kOther},
      {kAvailable, kLeased | kLabeled | kOther},  {kLabeled, kAvailable | kLeased | kOther},
      {kAvailable | kLeased | kLabeled | kOther},
  };
  return *groupings;
}

std::optional<Grouping> NextGrouping(absl::Span<const Contribution> persons, const Grouping& before,
                                     size_t min_persons) {
  const bool large = !before.empty() && IsSafeStep(persons, {}, before, min_persons);
  for (const Grouping& grouping : Groupings()) {
    if (large && !IsFiner(grouping, before)) continue;
    if (IsSafeStep(persons, before, grouping, min_persons)) return grouping;
  }
  return std::nullopt;
}

}  // namespace winnow::disclosure
