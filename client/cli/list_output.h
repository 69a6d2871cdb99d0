// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Lists: fetched page by page, printed as a table, as one response, or as a line per row.
#ifndef WINNOW_CLIENT_CLI_LIST_OUTPUT_H_
#define WINNOW_CLIENT_CLI_LIST_OUTPUT_H_

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "client/cli/output.h"

namespace winnow::client::cli {

inline constexpr uint64_t kPageRows = 1000;

// How the rows of a response are found and shown.
template <typename Response, typename Row>
struct ListShape {
  google::protobuf::RepeatedPtrField<Row>* (Response::*rows)();
  std::vector<Column> columns;
  std::function<Cells(const Row&)> cells;
};

// Fetches up to `limit` rows, 0 for all, and hands each page to `take`, which may change it.
template <typename Request, typename Shape, typename Take>
absl::Status ForEachPage(Session& session, Request request, const Shape& shape,
                         std::pair<uint64_t, Take> limit_and_take) {
  auto& [limit, take] = limit_and_take;
  uint64_t fetched = 0;
  do {
    const uint64_t wanted = limit == 0 ? kPageRows : std::min(kPageRows, limit - fetched);
    request.set_page_size(static_cast<int32_t>(wanted));
    auto page = session.Call(request);
    if (!page.ok()) return page.status();
    fetched += static_cast<uint64_t>(((*page).*shape.rows)()->size());
    request.set_page_token(page->next_page_token());
    take(*page);
  } while (!request.page_token().empty() && (limit == 0 || fetched < limit));
  return absl::OkStatus();
}

// Says on stderr that `--limit` has cut a list, if it has.
inline void NoteMore(Session& session, const std::string& next_page_token) {
  if (next_page_token.empty()) return;
  session.err() << "there are more: --limit N, 0 for all\n";
}

// Lists up to `limit` rows, 0 for all.
template <typename Request, typename Row>
absl::Status PrintList(Session& session, const Request& request,
                       const ListShape<typename Answer<Request>::Type, Row>& shape,
                       uint64_t limit) {
  using Response = typename Answer<Request>::Type;
  const bool by_line = session.format() == OutputFormat::kJsonl;
  Response all;
  const auto take = [&](Response& page) {
    if (by_line) {
      for (const Row& row : *(page.*shape.rows)()) {
        session.out() << ToJson(row, JsonLayout::kOneLine) << "\n";
      }
      all.set_next_page_token(page.next_page_token());
    } else {
      all.clear_next_page_token();
      all.MergeFrom(page);
    }
  };
  absl::Status status = ForEachPage(session, request, shape, std::pair(limit, take));
  if (!status.ok()) return status;
  const auto table_of_rows = [&](std::ostream& out) {
    Table table(shape.columns);
    for (const Row& row : *(all.*shape.rows)()) table.Add(shape.cells(row));
    table.Print(out);
  };
  if (!by_line) Print(session, all, table_of_rows);
  // JSON has the token.
  if (session.format() != OutputFormat::kJson) NoteMore(session, all.next_page_token());
  return absl::OkStatus();
}

// An answer of which one member comes in pages, and how it is shown as a whole.
template <typename Response, typename Row>
struct PagedShape {
  google::protobuf::RepeatedPtrField<Row>* (Response::*rows)();
  void (*print)(const Response& response, std::ostream& out);
};

// Fetches an answer with up to `limit` of its rows, 0 for all, and prints it.
template <typename Request, typename Row>
absl::Status PrintWithRows(Session& session, const Request& request,
                           const PagedShape<typename Answer<Request>::Type, Row>& shape,
                           uint64_t limit) {
  using Response = typename Answer<Request>::Type;
  std::optional<Response> all;
  // The first page has the rest of the answer, which others may repeat: only the rows add up.
  const auto take = [&](Response& page) {
    if (!all.has_value()) {
      all = std::move(page);
      return;
    }
    ((*all).*shape.rows)()->MergeFrom(*(page.*shape.rows)());
    all->set_next_page_token(page.next_page_token());
  };
  absl::Status status = ForEachPage(session, request, shape, std::pair(limit, take));
  if (!status.ok()) return status;
  Print(session, *all, [&](std::ostream& out) {
    shape.print(*all, out);
    NoteMore(session, all->next_page_token());
  });
  return absl::OkStatus();
}

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_LIST_OUTPUT_H_
