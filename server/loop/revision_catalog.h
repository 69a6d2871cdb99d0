// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What policies and rubrics have in common: revisions that were created, and built-in ones.
#ifndef WINNOW_SERVER_LOOP_REVISION_CATALOG_H_
#define WINNOW_SERVER_LOOP_REVISION_CATALOG_H_

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "server/loop/paging.h"

namespace winnow::loop {

// Number of the one revision that a built-in document has.
inline constexpr uint32_t kBuiltinRevision = 1;
// Who wrote it.
inline constexpr absl::string_view kBuiltinAuthor = "winnow";

// Id and number, from 1.
using RevisionId = std::pair<std::string, uint32_t>;

// Pure functions.

// The newest of the revisions of `id` that were created, or nullptr. Valid as long as `created`.
template <typename Record>
const Record* NewestOf(const std::map<RevisionId, Record>& created, absl::string_view id) {
  auto it = created.upper_bound({std::string(id), std::numeric_limits<uint32_t>::max()});
  if (it == created.begin()) return nullptr;
  --it;
  return it->first.first == id ? &it->second : nullptr;
}

// Every revision, by id and number, each once.
template <typename Record>
std::vector<RevisionId> AllRevisions(const std::map<RevisionId, Record>& created,
                                     absl::Span<const absl::string_view> builtin) {
  std::vector<RevisionId> ids;
  for (const absl::string_view id : builtin) ids.emplace_back(std::string(id), kBuiltinRevision);
  for (const auto& [id, record] : created) ids.push_back(id);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

// A page of a list of revisions.
struct RevisionPage {
  std::vector<RevisionId> ids;
  std::string next_token;  // empty at the end
};

// The page of `ids`, which are sorted, after the revision that the token names, `{id}@{number}`.
// PAGE_TOKEN_INVALID when it names none.
inline absl::StatusOr<RevisionPage> PageOfRevisions(const std::vector<RevisionId>& ids,
                                                    absl::string_view token, int32_t page_size) {
  auto from = ids.begin();
  if (!token.empty()) {
    const size_t at = token.rfind('@');
    uint32_t number = 0;
    if (at == absl::string_view::npos || !absl::SimpleAtoi(token.substr(at + 1), &number))
      return PageTokenInvalid();
    from = std::upper_bound(ids.begin(), ids.end(),
                            RevisionId(std::string(token.substr(0, at)), number));
  }
  const size_t rows = std::min(PageRows(page_size), static_cast<size_t>(ids.end() - from));
  RevisionPage page{{from, from + static_cast<ptrdiff_t>(rows)}, ""};
  if (rows > 0 && page.ids.back() != ids.back())
    page.next_token = absl::StrCat(page.ids.back().first, "@", page.ids.back().second);
  return page;
}

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_REVISION_CATALOG_H_
