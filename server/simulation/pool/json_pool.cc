// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/pool/json_pool.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "server/simulation/pool/p6_pool.h"
#include "server/simulation/pool/queue_pool.h"

namespace winnow::simulation {

bool IsJson(absl::string_view first_line) {
  return absl::StartsWith(absl::StripLeadingAsciiWhitespace(first_line), "{");
}

absl::StatusOr<Pool> LoadJsonPool(const JsonPoolInput& input) {
  if (input.candidates.lines.empty())
    return FilePlace{input.candidates.name, 1}.Wrong("", "is missing: the file is empty");
  const auto first = FileRow::Parse(input.candidates, 0);
  if (!first.ok()) return first.status();
  if (first->Has("candidate_id")) return P6Pool(input);
  if (first->Has("queue") && first->Has("rules")) return QueuePool(input);
  return first->place().Wrong(
      "candidate_id",
      "is missing, and the line is no header of a frame either: give candidates as winnow "
      "candidate import takes them, or what winnow queue export wrote");
}

}  // namespace winnow::simulation
