// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// EvaluationBed: a ReviewBed whose queue may be evaluated, under a policy whose sizes follow the
// signal x_size, and the calls of a release manager.
#ifndef WINNOW_TESTS_SERVER_LOOP_EVALUATIONS_EVALUATION_BED_H_
#define WINNOW_TESTS_SERVER_LOOP_EVALUATIONS_EVALUATION_BED_H_

#include <string>
#include <vector>

#include "tests/server/loop/review_bed.h"

namespace winnow::loop::testing {

inline constexpr char kSizedPolicy[] =
    "purpose: PURPOSE_EVALUATION "
    "signal_terms { name: 'size' signal: 'x_size' clamp_high: 10 weight: 1 missing_value: 1 } "
    "exploration { share: 1 floor: 0.5 size_knots { x: 0 y: 0 } size_knots { x: 10 y: 10 } } ";

class EvaluationBed : public ReviewBed {
 public:
  // `policy` goes on top of kSizedPolicy.
  explicit EvaluationBed(const std::string& policy = "") : ReviewBed(kSizedPolicy + policy) {
    const auto scope =
        Call(&Loop::registries, &Registries::RegisterConsentScope,
             Text<v1::RegisterConsentScopeRequest>(
                 "consent_scope { name: 'consentScopes/exam' purposes: PURPOSE_EVALUATION }"));
    EXPECT_TRUE(scope.ok()) << scope.status();
  }

  // Candidate c{i}, in one of three slices, its size rising with i up to 9.
  static v1::Candidate Testable(int i) {
    v1::Candidate candidate = Complete("c" + std::to_string(i));
    candidate.set_consent_scope("exam");
    candidate.set_split(v1::SPLIT_TEST);
    candidate.set_slice("s" + std::to_string(i % 3));
    v1::Signal& signal = *candidate.add_signals();
    signal.set_name("x_size");
    signal.set_value(i / 3 % 10);
    signal.mutable_compute_time()->set_seconds(1);
    return candidate;
  }
  void AddTestable(int begin, int end) {
    std::vector<v1::Candidate> candidates;
    for (int i = begin; i < end; ++i) candidates.push_back(Testable(i));
    EXPECT_EQ(Upsert(candidates).accepted(), static_cast<uint32_t>(end - begin));
  }

  absl::StatusOr<v1::CreateEvaluationResponse> Create(const std::string& fields = "") {
    auto request = Text<v1::CreateEvaluationRequest>(
        "queue: 'queues/q' release_under_test { baseline_release: 'a' candidate_release: 'b' } "
        "budget: 60");
    EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(fields, &request));
    return Call(&Loop::evaluations, &Evaluations::CreateEvaluation, request);
  }
  absl::StatusOr<v1::ExtendEvaluationResponse> Extend(const std::string& fields = "items: 30") {
    auto request = Text<v1::ExtendEvaluationRequest>("name: 'queues/q/evaluations/1'");
    EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(fields, &request));
    return Call(&Loop::evaluations, &Evaluations::ExtendEvaluation, request);
  }
  absl::StatusOr<v1::CloseEvaluationResponse> Close(int number = 1) {
    auto request = Text<v1::CloseEvaluationRequest>("");
    request.set_name("queues/q/evaluations/" + std::to_string(number));
    return Call(&Loop::evaluations, &Evaluations::CloseEvaluation, request);
  }
  v1::GetEvaluationResponse Evaluation(const std::string& fields = "") {
    auto request = Text<v1::GetEvaluationRequest>("name: 'queues/q/evaluations/1' page_size: 1000");
    EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(fields, &request));
    const auto response = Call(&Loop::evaluations, &Evaluations::GetEvaluation, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : v1::GetEvaluationResponse();
  }
  // The items of a phase, in the order of the hand-out.
  std::vector<v1::ManifestItem> Sample(int phase = 1, int number = 1) {
    const auto response = Evaluation("name: 'queues/q/evaluations/" + std::to_string(number) +
                                     "' phase: " + std::to_string(phase));
    return {response.items().begin(), response.items().end()};
  }
  // The items of a batch as its manifest has them.
  std::vector<v1::ManifestItem> ManifestOf(const v1::RequestBatchResponse& batch) {
    auto request = Text<v1::GetBatchRequest>("page_size: 1000");
    request.set_name(batch.batch());
    const auto response = Call(&Loop::batches, &Batches::GetBatch, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return {response->items().begin(), response->items().end()};
  }
};

template <typename Items>
std::vector<std::string> Ids(const Items& items) {
  std::vector<std::string> ids;
  for (const auto& item : items) ids.push_back(item.candidate_id());
  return ids;
}

}  // namespace winnow::loop::testing

#endif  // WINNOW_TESTS_SERVER_LOOP_EVALUATIONS_EVALUATION_BED_H_
