// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/lineage/lineage_trace.h"

#include <utility>

#include "server/loop/error.h"

namespace winnow::loop {
namespace {

constexpr size_t kPageBytes = size_t{1} << 20;
// Rows that a page searches: about half a second.
constexpr size_t kMostPassed = 4'096;

}  // namespace

absl::Status FillLineagePage(const LineageQuery& query, LineageTrace& trace,
                             v1::TraceLineageResponse& response) {
  LineageCursor from = trace.Start();
  if (!query.token.empty()) {
    auto cursor = CursorFrom(query.issuer, query.token);
    if (!cursor.ok()) return cursor.status();
    from = *std::move(cursor);
  }
  size_t bytes = 0;
  for (size_t passed = 0;;) {
    if (query.caller.gone != nullptr && *query.caller.gone) return Draining();
    auto unit = trace.Visit(from);
    if (!unit.ok()) return unit.status();
    // A full page goes on to the next step, so that a token promises one.
    for (size_t i = unit->at.IsAt(from) ? from.skip : 0; i < unit->steps.size(); ++i) {
      if (response.steps_size() == static_cast<int>(query.rows) || bytes >= kPageBytes) {
        unit->at.skip = i;
        response.set_next_page_token(TokenOf(query.issuer, unit->at));
        return absl::OkStatus();
      }
      bytes += unit->steps[i].ByteSizeLong();
      *response.add_steps() = std::move(unit->steps[i]);
    }
    if (!unit->next.has_value()) return absl::OkStatus();
    from = *std::move(unit->next);
    passed += unit->passed;
    if (passed >= kMostPassed) {
      response.set_next_page_token(TokenOf(query.issuer, from));
      return absl::OkStatus();
    }
  }
}

}  // namespace winnow::loop
