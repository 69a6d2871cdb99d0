// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// SimulatePolicy: what a policy would draw, without any effect (governance.md G1).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/shard/shadow_build.h"
#include "tests/server/loop/evaluations/evaluation_bed.h"
#include "tests/server/loop/review_bed.h"

namespace winnow::loop::testing {
namespace {

constexpr char kActive[] =
    "signal_terms { name: 'doubt' signal: 'confidence' clamp_high: 1 weight: 1 } "
    "exploration { share: 0.2 } "
    "caps { attribute: 'speaker' per_batch: 3 per_window: 5 window { seconds: 86400 } }";
constexpr int kCandidates = 2500;  // several portions

// A queue of candidates in five slices, some of them leased.
class SimulationBed : public ReviewBed {
 public:
  explicit SimulationBed(const std::string& policy = kActive, Limits limits = {})
      : ReviewBed(policy, 1, limits) {
    for (int from = 0; from < kCandidates; from += 500) {
      std::vector<v1::Candidate> candidates;
      for (int i = from; i < from + 500; ++i) candidates.push_back(Made(i));
      Upsert(candidates);
    }
    Take("max_items: 50");
  }

  static v1::Candidate Made(int i) {
    v1::Candidate candidate = Complete(absl::StrCat("c", i));
    candidate.set_slice(absl::StrCat("s", i % 7 % 5));
    (*candidate.mutable_attributes())["speaker"] =
        absl::StrCat("0123456789abcd", 10 + i % 40, "00");
    candidate.set_sensitive(i % 9 == 0);
    if (i % 4 == 0) candidate.set_dup_group(absl::StrCat("g", i / 16));
    v1::Signal& signal = *candidate.add_signals();
    signal.set_name("confidence");
    signal.set_value(i * 37 % 1000 / 1000.0);
    return candidate;
  }

  absl::StatusOr<v1::SimulatePolicyResponse> Simulate(const std::string& fields,
                                                      const Caller& caller = {"owner"}) {
    auto request = Text<v1::SimulatePolicyRequest>("queue: 'queues/q' max_items: 100");
    EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(fields, &request));
    return CallAs(caller, &Loop::simulations, &Simulations::SimulatePolicy, request);
  }

  std::string Frame() {
    auto source = Call(&Loop::frames, &Frames::ExportFrame,
                       Text<v1::ExportFrameRequest>("queue: 'queues/q'"));
    EXPECT_TRUE(source.ok()) << source.status();
    std::string file;
    for (auto piece = (*source)(); piece.ok() && !piece->empty(); piece = (*source)())
      file += *piece;
    return file;
  }
};

constexpr char kProposed[] =
    "rules { purpose: PURPOSE_TRAINING allocation { kind: ALLOCATION_KIND_BY_SCORE } "
    "signal_terms { name: 'sure' signal: 'confidence' clamp_high: 1 weight: -1 missing_value: 1 } "
    "exploration { share: 0 } eligibility { sensitive: SENSITIVE_HANDLING_ALLOW } "
    "caps { attribute: 'speaker' per_batch: 2 per_window: 4 window { seconds: 3600 } } }";

TEST(Simulation, ChangesNothingThatTheNextDrawSees) {
  SimulationBed bed;
  SimulationBed twin;
  const std::string frame = bed.Frame();
  for (const char* fields : {kProposed, "policy: 'policies/p@1'", "policy: 'policies/lab-v0'"}) {
    const auto simulated = bed.Simulate(fields);
    ASSERT_TRUE(simulated.ok()) << simulated.status();
    EXPECT_GT(simulated->proposed().selected(), 50u);
  }
  EXPECT_TRUE(bed.Frame() == frame);
  EXPECT_EQ(LeavesOf(bed).size(), LeavesOf(twin).size());
  for (int batch = 0; batch < 3; ++batch) {
    const auto drawn = bed.Take();
    EXPECT_TRUE(drawn.SerializeAsString() == twin.Take().SerializeAsString());
    EXPECT_EQ(drawn.items_size(), 100);
    ASSERT_TRUE(bed.Simulate(kProposed).ok());
  }
}

TEST(Simulation, AnswersTheSameForTheSameStateAndHasNoSeedOfADraw) {
  SimulationBed bed;
  const auto first = bed.Simulate(kProposed);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(bed.Simulate(kProposed)->SerializeAsString(), first->SerializeAsString());
  const auto active = bed.Simulate("policy: 'policies/p@1'");
  EXPECT_EQ(active->proposed().SerializeAsString(), active->active().SerializeAsString());
  EXPECT_EQ(active->common_items(), 100u);
  EXPECT_EQ(active->differences_size(), 0);
  EXPECT_GT(first->differences_size(), 0);
  EXPECT_LT(first->common_items(), 50u);
}

// The numbers are those of the draw that follows the activation of the same rules, as far as the
// seed does not decide them.
TEST(Simulation, SaysWhatADrawUnderThePolicyGives) {
  const std::string kRules[] = {
      "purpose: PURPOSE_TRAINING allocation { kind: ALLOCATION_KIND_BY_SCORE } exploration { "
      "share: "
      "0 } signal_terms { name: 't' signal: 'confidence' clamp_high: 1 weight: 1 } caps { "
      "attribute: "
      "'speaker' per_batch: 2 per_window: 3 window { seconds: 3600 } }",
      "purpose: PURPOSE_TRAINING allocation { kind: ALLOCATION_KIND_EQUAL } exploration { share: 1 "
      "} "
      "eligibility { sensitive: SENSITIVE_HANDLING_ALLOW }",
      "purpose: PURPOSE_TRAINING allocation { kind: ALLOCATION_KIND_WEIGHTED default_quota { min: "
      "3 "
      "max: 20 } quotas { slice: 's1' weight: 5 } } exploration { share: 0.3 } signal_terms { "
      "name: "
      "'t' signal: 'confidence' clamp_high: 1 weight: 2 } required_labels: 2 age_boost_per_day: 1",
  };
  for (const std::string& rules : kRules) {
    SCOPED_TRACE(rules);
    SimulationBed bed;
    bed.clock().Advance(absl::Minutes(10));
    auto create = Text<v1::CreatePolicyRevisionRequest>(
        absl::StrCat("policy_id: 'next' policy { ", rules, " }"));
    ASSERT_TRUE(bed.Call(&Loop::policies, &Policies::CreatePolicyRevision, create).ok());
    const auto simulated = bed.Simulate("policy: 'policies/next'");
    ASSERT_TRUE(simulated.ok()) << simulated.status();
    EXPECT_EQ(simulated->proposed().policy(), "next@1");
    EXPECT_EQ(simulated->active().policy(), "p@1");
    Approve(bed, "policies/next@1");
    ASSERT_TRUE(bed.Call(&Loop::policies, &Policies::ActivatePolicyRevision,
                         Text<v1::ActivatePolicyRevisionRequest>(
                             "queue: 'queues/q' policy: 'policies/next@1'"))
                    .ok());
    const auto drawn = bed.Take();
    const v1::SimulatedDraw& draw = simulated->proposed();
    const v1::Manifest& manifest = drawn.manifest();
    EXPECT_EQ(draw.eligible(), manifest.eligible());
    EXPECT_EQ(draw.selected(), manifest.selected());
    ASSERT_EQ(draw.excluded_size(), manifest.excluded_size());
    for (int i = 0; i < draw.excluded_size(); ++i)
      EXPECT_EQ(draw.excluded(i).SerializeAsString(), manifest.excluded(i).SerializeAsString());
    ASSERT_EQ(draw.quotas_size(), manifest.quotas_size());
    const bool exact = create.policy().exploration().share() != 0.3;
    for (int i = 0; i < draw.quotas_size(); ++i) {
      v1::QuotaLine simulated_line = draw.quotas(i);
      v1::QuotaLine line = manifest.quotas(i);
      if (!exact) {
        EXPECT_NEAR(static_cast<double>(line.filled()),
                    static_cast<double>(simulated_line.filled()), 1);
        line.clear_filled();
        simulated_line.clear_filled();
      }
      EXPECT_EQ(simulated_line.DebugString(), line.DebugString());
    }
  }
}

TEST(Simulation, ComparesWithNothingOnAQueueWithoutAPolicy) {
  LoopBed bed;
  bed.SetUp("");
  bed.Upsert({SimulationBed::Made(1), SimulationBed::Made(2)});
  auto request = Text<v1::SimulatePolicyRequest>("queue: 'queues/q' max_items: 5");
  request.set_policy("policies/asr-training@1");
  const auto simulated = bed.Call(&Loop::simulations, &Simulations::SimulatePolicy, request);
  ASSERT_TRUE(simulated.ok()) << simulated.status();
  EXPECT_EQ(simulated->proposed().eligible(), 2u);
  EXPECT_EQ(simulated->proposed().selected(), 2u);
  EXPECT_FALSE(simulated->has_active());
}

TEST(Simulation, RefusesWhatCouldNotBeCreatedOrActivated) {
  SimulationBed bed;
  const auto reason = [&](const std::string& fields) {
    return ReasonOf(bed.Simulate(fields).status());
  };
  EXPECT_EQ(reason(""), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(reason(absl::StrCat("policy: 'policies/p' ", kProposed)),
            v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(reason("policy: 'policies/none'"), v1::ERROR_REASON_POLICY_UNKNOWN);
  EXPECT_EQ(reason("policy: 'policies/p' queue: 'queues/none'"), v1::ERROR_REASON_QUEUE_UNKNOWN);
  EXPECT_EQ(reason("rules { }"), v1::ERROR_REASON_POLICY_INVALID);
  EXPECT_EQ(reason("policy: 'policies/release-evaluation'"), v1::ERROR_REASON_POLICY_INVALID);
  EXPECT_EQ(reason(absl::StrCat(kProposed, "rules { caps { attribute: 'tape' per_batch: 1 } }")),
            v1::ERROR_REASON_POLICY_INVALID);
  EXPECT_EQ(reason(absl::StrCat(kProposed, "rules { lease { max_items: 99 } }")),
            v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(reason(absl::StrCat(kProposed, "rules { lease { max_items: 5000 } } max_items: 1001")),
            v1::ERROR_REASON_FIELD_INVALID);
}

TEST(Simulation, RefusesAQueueThatIsTooLargeOrHasAnOpenEvaluation) {
  SimulationBed large(kActive, {.simulated_candidates = kCandidates - 1});
  EXPECT_EQ(ReasonOf(large.Simulate(kProposed).status()), v1::ERROR_REASON_FIELD_INVALID);
  EvaluationBed evaluation;
  evaluation.AddTestable(0, 30);
  ASSERT_TRUE(evaluation.Create("budget: 6").ok());
  auto request =
      Text<v1::SimulatePolicyRequest>("queue: 'queues/q' max_items: 5 policy: 'policies/p@1'");
  EXPECT_EQ(
      ReasonOf(evaluation.Call(&Loop::simulations, &Simulations::SimulatePolicy, request).status()),
      v1::ERROR_REASON_EVALUATION_OPEN);
}

TEST(Simulation, StopsWhenNobodyWaitsAndLeavesNothingBehind) {
  SimulationBed bed;
  std::atomic<bool> gone = true;
  Caller caller{"owner"};
  caller.gone = &gone;
  EXPECT_EQ(bed.Simulate(kProposed, caller).status().code(), absl::StatusCode::kCancelled);
  gone = false;
  EXPECT_TRUE(bed.Simulate(kProposed, caller).ok());
}

}  // namespace
}  // namespace winnow::loop::testing
