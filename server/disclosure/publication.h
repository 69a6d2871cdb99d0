// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Publication: the counts of a queue that callers without access to rows are shown. All of them
// are shown the same one, until it is renewed.
#ifndef WINNOW_SERVER_DISCLOSURE_PUBLICATION_H_
#define WINNOW_SERVER_DISCLOSURE_PUBLICATION_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "server/disclosure/cells.h"

namespace winnow::disclosure {

struct ShownCount {
  CellSet cells = 0;
  uint64_t candidates = 0;

  bool operator==(const ShownCount&) const = default;
};

// A slice; or, as row 0, all those together that have no row of their own.
struct Row {
  std::string slice = {};               // id
  std::vector<ShownCount> counts = {};  // in the order of their grouping; empty: nothing is shown
  int64_t as_of_us = 0;                 // when they were taken, in microseconds
  // Not shown any more: they were not true for too long, and could not be renewed.
  bool withdrawn = false;

  Grouping grouping() const;
  bool IsShown() const { return !counts.empty() && !withdrawn; }
  // The count of one cell where it is shown alone.
  std::optional<uint64_t> Count(Cell cell) const;
  // All of the row's candidates; nullopt where they are not shown.
  std::optional<uint64_t> Total() const;
};

struct Publication {
  std::vector<Row> rows = {Row{}};
  // By candidate: 0 where it is in no count, else 1 + its row * kCells + its cell.
  std::vector<uint32_t> places = {};
  // Of the persons with an available candidate in the counts, how long ago the one of rank
  // `min_persons` had the oldest arrive: in microseconds, rounded down to minutes.
  std::optional<int64_t> oldest_available_us = std::nullopt;
};

// A candidate as it is now.
struct Observation {
  uint64_t person = 0;  // 0: nothing is known, or nothing any more
  uint32_t slice = 0;
  std::optional<Cell> cell = std::nullopt;  // nullopt: it does not count any more
  int64_t arrival_us = 0;
};

struct Census {
  std::vector<Observation> candidates = {};  // by number
  std::vector<std::string> slices = {};      // ids, by number
};

struct RenewalRules {
  size_t min_persons = 1;
  int64_t now_us = 0;
  // A slice joins row 0 only this long after its first candidate arrived: until then it may still
  // grow to a row of its own, and from row 0 the way there is long.
  int64_t settling_us = 0;
  // Counts that are not true any more are shown for this long at most.
  int64_t patience_us = 0;
};

// The publication that follows `last`, which is a publication of the same queue with the same
// candidates, or of its first ones. Every row is renewed, or left as it was, by IsSafeStep, or
// withdrawn; a slice gets its own row once it has enough persons, out of row 0 one slice at a time.
// nullopt when nothing can be renewed. Costs a sort of the candidates. Pure.
std::optional<Publication> Renew(const Publication& last, const Census& census,
                                 const RenewalRules& rules);

}  // namespace winnow::disclosure

#endif  // WINNOW_SERVER_DISCLOSURE_PUBLICATION_H_
