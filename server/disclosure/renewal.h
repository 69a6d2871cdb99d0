// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Renewal: one step from a publication to the next.
#ifndef WINNOW_SERVER_DISCLOSURE_RENEWAL_H_
#define WINNOW_SERVER_DISCLOSURE_RENEWAL_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "server/disclosure/publication.h"

namespace winnow::disclosure {

// Lives for one Run. Not thread-safe.
class Renewal {
 public:
  Renewal(const Publication& last, const Census& census, const RenewalRules& rules);

  std::optional<Publication> Run();

 private:
  // A candidate in the row that it counts in, or would.
  struct Entry {
    uint32_t row = 0;
    uint32_t slice = 0;
    uint64_t person = 0;
    uint32_t candidate = 0;
    uint8_t before = kCells;  // cell as published; kCells: none
    uint8_t now = kCells;
  };
  using Entries = absl::Span<Entry>;

  // Rows are numbered as in the publication; what is in none is looked at with row 0.
  void FindRows();
  void FindEntries();
  Entry EntryOf(uint32_t candidate) const;
  // Slices of row 0 that were in no count and have enough persons get rows of their own.
  void GiveRows();
  void RenewOwnRows();
  void RenewRest();
  // Gives the largest slice of row 0 a row of its own, where that is safe.
  bool Promote(Entries rest);
  // Makes the entries' counts what the row shows, unless it does so already.
  void Show(uint32_t row, const Grouping& grouping, Entries entries);
  // The row cannot be renewed.
  void Keep(uint32_t row);
  void FindOldest();

  const Publication& last_;
  const Census& census_;
  const RenewalRules rules_;
  Publication next_;
  bool renewed_ = false;
  std::vector<uint32_t> row_of_slice_;  // 0: none of its own
  std::vector<int64_t> first_arrival_;  // by slice, in microseconds
  std::vector<Entry> entries_;          // by row, slice, person
};

}  // namespace winnow::disclosure

#endif  // WINNOW_SERVER_DISCLOSURE_RENEWAL_H_
