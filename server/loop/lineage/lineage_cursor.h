// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// LineageCursor: where a trace goes on, and the page token that says so.
#ifndef WINNOW_SERVER_LOOP_LINEAGE_LINEAGE_CURSOR_H_
#define WINNOW_SERVER_LOOP_LINEAGE_LINEAGE_CURSOR_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace winnow::loop {

// The parts of a trace. The values stand in tokens.
enum class LineageSection : char {
  kCandidate = 'c',
  kEvaluations = 'e',
  kBatches = 'b',
  kLabels = 'l',
  kDatasets = 'd',
  kReleases = 'r',
  kVerdicts = 'v',
  kRollouts = 'o',
  kSample = 's',
  kMembers = 'm',
};

// What the numbers and the id mean, each section says where it is visited.
struct LineageCursor {
  LineageSection section = LineageSection::kCandidate;
  uint64_t major = 0;
  uint64_t minor = 0;
  std::string id = {};
  uint64_t skip = 0;  // steps of this place that were given before

  // Whether both are the same place.
  bool IsAt(const LineageCursor& other) const {
    return section == other.section && major == other.major && minor == other.minor &&
           id == other.id;
  }
};

// Who gives tokens, and for which trace: another trace's token, or one that was written by somebody
// else, is none.
struct TokenIssuer {
  absl::string_view database_key;
  absl::string_view trace;  // resource name that it begins with
};

// Printable ASCII of at most 200 bytes.
std::string TokenOf(const TokenIssuer& issuer, const LineageCursor& cursor);
// PAGE_TOKEN_INVALID for what TokenOf did not write for this trace.
absl::StatusOr<LineageCursor> CursorFrom(const TokenIssuer& issuer, absl::string_view token);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_LINEAGE_LINEAGE_CURSOR_H_
