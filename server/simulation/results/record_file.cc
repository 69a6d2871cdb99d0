// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/record_file.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "google/protobuf/util/json_util.h"
#include "server/simulation/results/plan_rules.h"

namespace winnow::simulation {
namespace {

using DrawNumber = decltype(DrawKey(v1::SimulationDraw()));

std::string JsonLine(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  // Half of the bytes would be names of verdicts.
  options.always_print_enums_as_ints = true;
  std::string line;
  // It fails on messages of unknown types alone, of which these have none.
  const auto status = google::protobuf::util::MessageToJsonString(message, &line, options);
  if (!status.ok()) return "{}\n";
  line.push_back('\n');
  return line;
}

absl::Status WrongLine(std::size_t number, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("line ", number, ": ", what));
}

// The reason why a line is not this message; empty where it is. Of what the parser says the first
// line: the others quote.
std::string ReadLine(absl::string_view line, google::protobuf::Message& message) {
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(line.data(), line.size()), &message);
  const std::string reason(status.message().data(), status.message().size());
  return reason.substr(0, reason.find('\n'));
}

absl::Status ReadPlan(absl::string_view line, v1::SimulationPlan& plan) {
  if (const std::string reason = ReadLine(line, plan); !reason.empty()) {
    return WrongLine(1, absl::StrCat("is no plan (", reason,
                                     "); give a file that winnow-simulate run has written"));
  }
  const absl::Status status = CheckPlan(plan);
  return status.ok() ? status
                     : WrongLine(1, absl::StrCat(status.message(),
                                                 "; write the file again with "
                                                 "winnow-simulate run"));
}

absl::Status ReadDraw(absl::string_view line, std::size_t number, Results& results) {
  v1::SimulationDraw& draw = results.draws.emplace_back();
  if (const std::string reason = ReadLine(line, draw); !reason.empty()) {
    return WrongLine(number, absl::StrCat("is no draw (", reason,
                                          "); leave the line out and draw what is lacking again"));
  }
  const absl::Status status = CheckDraw(results.plan, draw);
  return status.ok() ? status
                     : WrongLine(number, absl::StrCat("the draw ", status.message(),
                                                      "; leave the line out or draw it again"));
}

}  // namespace

std::string PlanLine(const v1::SimulationPlan& plan) { return JsonLine(plan); }

std::string DrawLine(const v1::SimulationDraw& draw) { return JsonLine(draw); }

std::string RecordLines(const Results& results) {
  std::string lines = PlanLine(results.plan);
  for (const v1::SimulationDraw& draw : results.draws) lines += DrawLine(draw);
  return lines;
}

absl::StatusOr<Results> ParseRecords(absl::string_view lines) {
  if (lines.empty()) {
    return absl::InvalidArgumentError(
        "line 1: the file is empty; its first line is the plan of a simulation");
  }
  absl::ConsumeSuffix(&lines, "\n");
  Results results;
  absl::flat_hash_map<DrawNumber, std::size_t> line_of;
  std::size_t number = 0;
  for (const absl::string_view line : absl::StrSplit(lines, '\n')) {
    ++number;
    absl::Status status =
        number == 1 ? ReadPlan(line, results.plan) : ReadDraw(line, number, results);
    if (!status.ok()) return status;
    if (number == 1) continue;
    const auto [first, is_new] = line_of.try_emplace(DrawKey(results.draws.back()), number);
    if (!is_new) {
      return WrongLine(number, absl::StrCat("is the same draw as line ", first->second,
                                            "; leave one of them out"));
    }
  }
  std::sort(results.draws.begin(), results.draws.end(),
            [](const auto& a, const auto& b) { return DrawKey(a) < DrawKey(b); });
  return results;
}

}  // namespace winnow::simulation
