// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Lists: fetched page by page, printed as a table, as one response, or as a line per row.
#ifndef WINNOW_CLIENT_CLI_LIST_OUTPUT_H_
#define WINNOW_CLIENT_CLI_LIST_OUTPUT_H_

#include <algorithm>
#include <cstdint>
#include <functional>
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
    } else {
      all.clear_next_page_token();
      all.MergeFrom(page);
    }
  };
  absl::Status status = ForEachPage(session, request, shape, std::pair(limit, take));
  if (!status.ok() || by_line) return status;
  Print(session, all, [&](std::ostream& out) {
    Table table(shape.columns);
    for (const Row& row : *(all.*shape.rows)()) table.Add(shape.cells(row));
    table.Print(out);
  });
  if (session.format() == OutputFormat::kTable && !all.next_page_token().empty()) {
    session.err() << "there are more: --limit N, 0 for all\n";
  }
  return absl::OkStatus();
}

// Fetches a resource whose answer has its items in pages, and prints it with up to `limit` of them,
// 0 for all.
template <typename Request>
absl::Status PrintWithItems(Session& session, const Request& request, uint64_t limit,
                            void (*print)(const typename Answer<Request>::Type&, std::ostream&)) {
  using Response = typename Answer<Request>::Type;
  Response all;
  const ListShape<Response, v1::ManifestItem> shape{&Response::mutable_items, {}, nullptr};
  // Every page repeats the rest of the answer: only the items add up.
  const auto take = [&all](Response& page) {
    google::protobuf::RepeatedPtrField<v1::ManifestItem> items;
    items.Swap(all.mutable_items());
    items.MergeFrom(page.items());
    all.Swap(&page);
    all.mutable_items()->Swap(&items);
  };
  absl::Status status = ForEachPage(session, request, shape, std::pair(limit, take));
  if (!status.ok()) return status;
  Print(session, all, [&](std::ostream& out) {
    print(all, out);
    if (!all.next_page_token().empty()) session.err() << "there are more: --limit N, 0 for all\n";
  });
  return absl::OkStatus();
}

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_LIST_OUTPUT_H_
