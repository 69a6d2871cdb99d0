// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/simulation/pool/history_bed.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace winnow::simulation::testing {
namespace {

constexpr char kFrameHeader[] =
    R"({"queue":"queues/exam","policy":"policies/release-evaluation@1","rules":{"signal_terms":[)"
    R"({"name":"disagreement","signal":"pair_disagreement","use_release_under_test":true,)"
    R"("clamp_high":32,"weight":1,"missing_value":1}]},"attributes":[)"
    R"({"key":"speaker","kind":"ATTRIBUTE_KIND_KEYED_HASH"},)"
    R"({"key":"device","kind":"ATTRIBUTE_KIND_CATEGORY"}],)"
    R"("release_under_test":{"baseline_release":"A","candidate_release":"B"},)"
    R"("frame_time":"2026-05-01T00:00:00Z","slices":[{"slice":"s0","launch_weight_micros":"1000000"},)"
    R"({"slice":"s1","launch_weight_micros":"1000000"}],)"
    R"("later_member":7,"candidates":")";

void AddOutcomes(int n, JsonPoolInput& input) {
  input.outcomes.name = "outcomes.jsonl";
  for (int i = 0; i < n; ++i) {
    const std::string id = absl::StrCat("c", i);
    input.outcomes.lines.push_back(OutcomeOf(id, "A", 2));
    input.outcomes.lines.push_back(OutcomeOf(id, "B", 3));
  }
}

}  // namespace

std::string OutcomeOf(absl::string_view id, absl::string_view release, double errors,
                      double words) {
  return absl::StrCat(R"({"candidate_id":")", id, R"(","model_release":")", release,
                      R"(","rubric":"asr@1","vendor":"v1","values":{"word_errors":)", errors,
                      R"(,"words":)", words, "}}");
}

JsonPoolInput History(int n) {
  JsonPoolInput input;
  input.options.baseline = "A";
  input.options.candidate = "B";
  input.options.least_items = 1;
  input.candidates.name = "candidates.jsonl";
  for (int i = 0; i < n; ++i) {
    input.candidates.lines.push_back(
        absl::StrCat(R"({"candidate_id":"c)", i, R"(","slice":"s)", i % 2, R"(","subject":"person)",
                     i % 3, R"(","attributes":{"speaker":"000000000000000)", i % 4,
                     R"(","device":"far"},"signals":{"confidence":0.5,"pair_disagreement":)",
                     R"({"value":1,"baseline_release":"A","candidate_release":"B"}}})"));
  }
  AddOutcomes(n, input);
  return input;
}

JsonPoolInput FrameHistory(int n) {
  JsonPoolInput input;
  input.options.least_items = 1;
  input.candidates.name = "frame.jsonl";
  input.candidates.lines.push_back(absl::StrCat(kFrameHeader, n, "\"}"));
  for (int i = 0; i < n; ++i) {
    input.candidates.lines.push_back(absl::StrCat(
        R"({"candidate_id":"c)", i, R"(","slice":"s)", i % 2,
        R"(","score_micros":"1000000","terms":[{"micros":"1500000"}],"attributes":{"speaker":)",
        R"("000000000000000)", i % 4, R"("},"group_members":"1"})"));
  }
  AddOutcomes(n, input);
  return input;
}

std::string Replaced(std::string text, absl::string_view from, absl::string_view to) {
  const std::size_t at = text.find(std::string(from));
  return at == std::string::npos ? "nothing to replace"
                                 : text.replace(at, from.size(), std::string(to));
}

uint64_t LeftOut(const v1::SimulatedTask& task, absl::string_view words) {
  uint64_t items = 0;
  for (const v1::SimulationExclusion& exclusion : task.exclusions())
    items += absl::StrContains(exclusion.reason(), words) ? exclusion.items() : 0;
  return items;
}

std::string Notes(const v1::SimulatedTask& task) { return absl::StrJoin(task.generated(), "\n"); }

}  // namespace winnow::simulation::testing
