// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/release/gate/clean_facts.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <vector>

#include "absl/strings/str_cat.h"

namespace winnow::release {
namespace {

constexpr char kCleanRelease[] = R"pb(
  name: "releases/spring"
  evaluation: "queues/exam/evaluations/1"
  baseline_release: "a"
  candidate_release: "b"
  components { component: COMPONENT_INDEX baseline_version: "i1" candidate_version: "i2" }
  datasets: "datasets/calls/versions/7"
  rubric: "asr@2"
  slices { slice: "north" min_labels: 50 }
  slices { slice: "south" min_labels: 30 }
  slice_budget: 0.01
  aggregate_budget: 0.005
  rate_guardrails { measure: "harm" kind: GUARDRAIL_KIND_SAFETY budget: 0.001 }
  rate_guardrails { measure: "stale" kind: GUARDRAIL_KIND_FRESHNESS budget: 0.02 }
  number_guardrails { name: "p95" kind: GUARDRAIL_KIND_LATENCY limit: 300 unit: "ms" }
  risk_class: RISK_CLASS_HIGH
  canary {
    min_requests: 1000
    slices_at_risk: "north"
    slices_at_risk: "south"
    min_slice_requests: 100
    max_owner_response { seconds: 900 }
    triggers { name: "errors" plane: TELEMETRY_PLANE_SERVING limit: 0.02 }
    triggers { name: "recall" plane: TELEMETRY_PLANE_RETRIEVAL limit: 0.3 }
  }
  numbers { guardrail: "p95" model_release: "b" value: 300 unit: "ms" }
  rollouts {
    stage: ROLLOUT_STAGE_SHADOW
    telemetry { name: "errors" plane: TELEMETRY_PLANE_SERVING value: 0.02 }
    telemetry { name: "recall" plane: TELEMETRY_PLANE_RETRIEVAL value: 0.1 }
    number: 1
  }
  rollouts {
    stage: ROLLOUT_STAGE_CANARY
    slices { slice: "north" requests: 900 }
    slices { slice: "south" requests: 100 }
    telemetry { name: "errors" plane: TELEMETRY_PLANE_SERVING value: 0.01 }
    telemetry { name: "recall" plane: TELEMETRY_PLANE_RETRIEVAL value: 0.3 }
    owner_response { seconds: 900 }
    number: 2
  }
)pb";

constexpr char kCleanComparison[] = R"pb(
  measure: "wer"
  verdict: VERDICT_PASS
  change: -0.02
  lower: -0.03
  upper: -0.01
  budget: 0.01
  draws: 400
  labeled: 400
  clusters: 40
  stage: STAGE_ACOUSTIC
)pb";

template <typename Message>
Message FromText(const char* text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

}  // namespace

absl::Time Noon() { return absl::FromUnixSeconds(1'800'000'000); }

GateFacts CleanFacts() {
  GateFacts facts;
  facts.release = FromText<v1::Release>(kCleanRelease);
  facts.now = Noon();
  facts.labeled = {{"north", 50}, {"south", 31}};
  facts.items = 400;
  facts.complete_items = 400;
  v1::RelabelCount& relabels = facts.relabels.emplace_back();
  relabels.set_dataset(std::string(kDataset));
  relabels.set_by_policy(3);
  relabels.set_by_correction(2);

  const auto clean = FromText<v1::Comparison>(kCleanComparison);
  facts.comparisons.push_back(clean);
  for (const v1::RateGuardrail& guardrail : facts.release.rate_guardrails()) {
    v1::Comparison& comparison = facts.comparisons.emplace_back(clean);
    comparison.set_measure(guardrail.measure());
    comparison.set_guardrail(guardrail.kind());
  }
  for (const v1::LaunchSlice& slice : facts.release.slices()) {
    facts.comparisons.emplace_back(clean).set_slice(slice.slice());
  }
  return facts;
}

Concern ConcernOf(int count) {
  Concern concern;
  for (int i = 0; i < count; ++i) concern.Add(absl::StrCat("call-", i));
  return concern;
}

v1::Comparison& ComparisonOf(absl::string_view slice_or_measure, GateFacts& facts) {
  for (v1::Comparison& comparison : facts.comparisons) {
    const bool is_guardrail = comparison.guardrail() != v1::GUARDRAIL_KIND_UNSPECIFIED;
    if ((is_guardrail ? comparison.measure() : comparison.slice()) == slice_or_measure) {
      return comparison;
    }
  }
  ADD_FAILURE() << "no comparison of " << slice_or_measure;
  return facts.comparisons.front();
}

v1::Rollout& Canary(GateFacts& facts) { return *facts.release.mutable_rollouts(1); }

v1::Waiver& AddWaiver(v1::FindingKind kind, absl::string_view subject, GateFacts& facts) {
  v1::Waiver& waiver = *facts.release.add_waivers();
  waiver.set_kind(kind);
  waiver.set_subject(std::string(subject));
  waiver.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(Noon()) + 3600);
  return waiver;
}

std::string LinesOf(const std::vector<v1::Finding>& findings) {
  std::string lines;
  for (const v1::Finding& finding : findings) {
    absl::StrAppend(&lines, v1::FindingKind_Name(finding.kind()).substr(13), " ", finding.subject(),
                    " ", v1::Verdict_Name(finding.effect()).substr(8),
                    finding.waived() ? " waived\n" : "\n");
  }
  return lines;
}

}  // namespace winnow::release
