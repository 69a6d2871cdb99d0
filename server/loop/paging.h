// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Pages of lists (AIP-158): how many rows, and where a page begins.
#ifndef WINNOW_SERVER_LOOP_PAGING_H_
#define WINNOW_SERVER_LOOP_PAGING_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace winnow::loop {

// Rows of a page for a `page_size` of a request: 100 for 0, and never more than 1000.
size_t PageRows(int32_t page_size);

// For lists by id: the page begins after the id that the token holds, or at the start when it is
// empty. PAGE_TOKEN_INVALID when it holds none.
absl::StatusOr<std::string> PageAfterId(absl::string_view token);
// For lists by number: the number that the page begins with, 0 for an empty token.
absl::StatusOr<uint64_t> PageFrom(absl::string_view token);
// The token of such a page; a number from 1.
std::string TokenFrom(uint64_t number);

absl::Status PageTokenInvalid();

// Copies a page of `rows`, a sorted map by id, through `add(id, row)`; returns the next token.
template <typename Map, typename Add>
std::string CopyPage(const Map& rows, const std::string& after, size_t limit, Add add) {
  std::string last;
  auto it = after.empty() ? rows.begin() : rows.upper_bound(after);
  for (; it != rows.end() && limit > 0; ++it, --limit) {
    add(it->first, it->second);
    last = it->first;
  }
  return it == rows.end() ? std::string() : last;
}

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_PAGING_H_
