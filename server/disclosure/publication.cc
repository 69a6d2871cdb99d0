// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/disclosure/publication.h"

#include "server/disclosure/renewal.h"

namespace winnow::disclosure {

Grouping Row::grouping() const {
  Grouping grouping;
  for (const ShownCount& count : counts) grouping.push_back(count.cells);
  return grouping;
}

std::optional<uint64_t> Row::Count(Cell cell) const {
  if (withdrawn) return std::nullopt;
  for (const ShownCount& count : counts) {
    if (count.cells == SetOf(cell)) return count.candidates;
  }
  return std::nullopt;
}

std::optional<uint64_t> Row::Total() const {
  if (!IsShown()) return std::nullopt;
  uint64_t total = 0;
  for (const ShownCount& count : counts) total += count.candidates;
  return total;
}

std::optional<Publication> Renew(const Publication& last, const Census& census,
                                 const RenewalRules& rules) {
  return Renewal(last, census, rules).Run();
}

}  // namespace winnow::disclosure
