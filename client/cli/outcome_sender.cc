// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/outcome_sender.h"

#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/cli/input.h"
#include "client/cli/line_reader.h"
#include "client/cli/output.h"
#include "client/cli/table.h"
#include "client/outcome_json.h"

namespace winnow::client::cli {
namespace {

constexpr size_t kLongestOutcomeLine = 64 << 10;
constexpr int kRowsPerCall = 1'000;
// A call takes at most 1 MiB.
constexpr size_t kBytesPerCall = 900 << 10;

absl::Status WrongLine(uint64_t number, const RowDefect& defect) {
  return UsageError(absl::StrCat("line ", number, ": ", defect.field,
                                 defect.field.empty() ? "" : " ", defect.message,
                                 "\nnothing was submitted"));
}

// The calls that a file makes.
absl::StatusOr<std::vector<v1::SubmitEvaluationRequest>> ReadCalls(Input& input,
                                                                   const std::string& release) {
  std::vector<v1::SubmitEvaluationRequest> calls;
  size_t bytes = 0;
  LineReader lines(input.stream(), kLongestOutcomeLine);
  JsonRow row;
  Line line;
  while (lines.Next(line)) {
    if (line.is_too_long) return WrongLine(line.number, {"", "is longer than 64 KiB"});
    OutcomeRow out;
    Defect defect = row.Parse(line.text);
    if (!defect.has_value()) defect = ReadOutcome(row, out);
    if (defect.has_value()) return WrongLine(line.number, *defect);
    const size_t size = std::visit([](const auto& message) { return message.ByteSizeLong(); }, out);
    bytes += size;
    if (calls.empty() || bytes > kBytesPerCall || calls.back().numbers_size() == 32 ||
        calls.back().outcomes_size() == kRowsPerCall) {
      calls.emplace_back().set_release(release);
      bytes = size;
    }
    if (std::holds_alternative<v1::Outcome>(out)) {
      *calls.back().add_outcomes() = std::get<v1::Outcome>(std::move(out));
    } else {
      *calls.back().add_numbers() = std::get<v1::GuardrailNumber>(std::move(out));
    }
  }
  if (calls.empty()) return UsageError("the file has no rows");
  return calls;
}

}  // namespace

absl::Status SendOutcomes(Session& session, const std::string& release, const std::string& file) {
  absl::StatusOr<Input> input = Input::Open(session, file);
  if (!input.ok()) return input.status();
  auto calls = ReadCalls(*input, release);
  if (!calls.ok()) return calls.status();
  uint64_t sent = 0;
  v1::SubmitEvaluationResponse last;
  for (v1::SubmitEvaluationRequest& call : *calls) {
    const auto rows = static_cast<uint64_t>(call.outcomes_size() + call.numbers_size());
    auto response = session.Call(std::move(call));
    if (!response.ok()) {
      // Errors count the rows of the call.
      if (calls->size() > 1) {
        session.err() << "rows " << sent + 1 << " to " << sent + rows
                      << " of the file were not taken; " << sent
                      << " rows before are stored; submit the file again\n";
      }
      return response.status();
    }
    sent += rows;
    last = *std::move(response);
  }
  Print(session, last, [&](std::ostream& out) {
    Table table({{"rows", true}, {"outcomes in all", true}});
    table.Add({absl::StrCat(sent), absl::StrCat(last.outcomes())});
    table.Print(out);
  });
  return absl::OkStatus();
}

}  // namespace winnow::client::cli
