// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// LineageTrace: a way through what is stored, and a page of its steps.
#ifndef WINNOW_SERVER_LOOP_LINEAGE_LINEAGE_TRACE_H_
#define WINNOW_SERVER_LOOP_LINEAGE_LINEAGE_TRACE_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "server/loop/call.h"
#include "server/loop/lineage/lineage_cursor.h"
#include "winnow/v1/release_service.pb.h"

namespace winnow::loop {

// The steps of one place: few, and the same ones whenever it is visited, as far as nothing changes.
struct LineageUnit {
  LineageCursor at;
  std::vector<v1::LineageStep> steps;
  std::optional<LineageCursor> next;  // none: it was the last
  size_t passed = 0;                  // rows that were searched, as much work as manifests
};

// For one thread.
class LineageTrace {
 public:
  virtual ~LineageTrace() = default;

  // Where it begins.
  virtual LineageCursor Start() const = 0;
  // The first place with steps from `from` on, or after a bounded search one without. Errors:
  // the engine's, and DATA_LOSS for what is missing.
  virtual absl::StatusOr<LineageUnit> Visit(const LineageCursor& from) = 0;
};

// What a page is asked for.
struct LineageQuery {
  const Caller& caller;
  TokenIssuer issuer;
  absl::string_view token;
  size_t rows = 100;
};

// Adds a page of steps, at most 1 MiB, and the token of the next one: short of `rows`, perhaps
// empty, where much had to be passed over. UNAVAILABLE when nobody waits any more.
absl::Status FillLineagePage(const LineageQuery& query, LineageTrace& trace,
                             v1::TraceLineageResponse& response);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_LINEAGE_LINEAGE_TRACE_H_
