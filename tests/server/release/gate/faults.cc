// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/release/gate/faults.h"

#include "tests/server/release/gate/clean_facts.h"

namespace winnow::release {
namespace {

void Block(absl::string_view slice_or_measure, GateFacts& facts) {
  v1::Comparison& comparison = ComparisonOf(slice_or_measure, facts);
  comparison.set_verdict(v1::VERDICT_BLOCK);
  comparison.set_change(0.031);
  comparison.set_lower(0.02);
  comparison.set_upper(0.042);
}

void LeaveOpen(absl::string_view slice_or_measure, GateFacts& facts) {
  v1::Comparison& comparison = ComparisonOf(slice_or_measure, facts);
  comparison.set_verdict(v1::VERDICT_UNDECIDED);
  comparison.mutable_need()->set_gap(v1::EVIDENCE_GAP_DRAWS);
  comparison.mutable_need()->set_draws(900);
}

std::vector<Fault> ConcernFaults() {
  const std::string dataset(kDataset);
  const std::string evaluation(kEvaluation);
  return {
      {v1::FINDING_KIND_UNKNOWN_SOURCE, dataset,
       [=](GateFacts& facts) { facts.unknown_source[dataset] = ConcernOf(12); }},
      {v1::FINDING_KIND_UNKNOWN_SOURCE, evaluation,
       [=](GateFacts& facts) { facts.unknown_source[evaluation] = ConcernOf(1); }},
      {v1::FINDING_KIND_MISSING_CONSENT, dataset,
       [=](GateFacts& facts) { facts.missing_consent[dataset] = ConcernOf(2); }},
      {v1::FINDING_KIND_CONSENT_REVOKED, evaluation,
       [=](GateFacts& facts) { facts.consent_revoked[evaluation] = ConcernOf(1); }},
      {v1::FINDING_KIND_RETENTION_EXPIRED, dataset,
       [=](GateFacts& facts) { facts.retention_expired[dataset] = ConcernOf(3); }},
      {v1::FINDING_KIND_SPLIT_LEAKAGE, dataset,
       [=](GateFacts& facts) { facts.leaked[dataset] = ConcernOf(4); }},
      {v1::FINDING_KIND_EVAL_CONTAMINATION, dataset,
       [=](GateFacts& facts) { facts.contaminated[dataset] = ConcernOf(1); }},
      {v1::FINDING_KIND_UNEXPLAINED_RELABEL, dataset,
       [=](GateFacts& facts) { facts.unexplained_relabel[dataset] = ConcernOf(5); }},
      {v1::FINDING_KIND_RUBRIC_MISMATCH, "asr@1",
       [](GateFacts& facts) { facts.rubric_mismatch["asr@1"] = ConcernOf(2); }},
      {v1::FINDING_KIND_VENDOR_MISMATCH, "",
       [](GateFacts& facts) { facts.vendor_mismatch = ConcernOf(2); }},
  };
}

std::vector<Fault> ComparisonFaults() {
  return {
      {v1::FINDING_KIND_MISSING_SLICE_COVERAGE, "north",
       [](GateFacts& facts) { facts.labeled["north"] = 49; }},
      {v1::FINDING_KIND_MISSING_SLICE_COVERAGE, "south",
       [](GateFacts& facts) { facts.labeled.erase("south"); }},
      {v1::FINDING_KIND_SLICE_REGRESSION, "south", [](GateFacts& facts) { Block("south", facts); }},
      {v1::FINDING_KIND_AGGREGATE_REGRESSION, "", [](GateFacts& facts) { Block("", facts); }},
      {v1::FINDING_KIND_GUARDRAIL, "harm", [](GateFacts& facts) { Block("harm", facts); }},
      {v1::FINDING_KIND_GUARDRAIL, "p95",
       [](GateFacts& facts) { facts.release.mutable_numbers(0)->set_value(300.5); }},
      {v1::FINDING_KIND_STALE_SOURCE, "stale", [](GateFacts& facts) { Block("stale", facts); }},
      {v1::FINDING_KIND_INSUFFICIENT_EVIDENCE, "north",
       [](GateFacts& facts) { LeaveOpen("north", facts); }},
      {v1::FINDING_KIND_INSUFFICIENT_EVIDENCE, "",
       [](GateFacts& facts) { facts.complete_items = 399; }},
  };
}

std::vector<Fault> RolloutFaults() {
  return {
      {v1::FINDING_KIND_CANARY_SLICE_MISSING, "south",
       [](GateFacts& facts) {
         Canary(facts).mutable_slices(0)->set_requests(901);
         Canary(facts).mutable_slices(1)->set_requests(99);
       }},
      {v1::FINDING_KIND_CANARY_VOLUME, "",
       [](GateFacts& facts) { Canary(facts).set_requests(999); }},
      {v1::FINDING_KIND_CANARY_RESPONSE, "",
       [](GateFacts& facts) { Canary(facts).mutable_owner_response()->set_nanos(1); }},
      {v1::FINDING_KIND_TELEMETRY_MISSING, "recall",
       [](GateFacts& facts) { Canary(facts).mutable_telemetry()->RemoveLast(); }},
      {v1::FINDING_KIND_ROLLBACK_TRIGGERED, "errors",
       [](GateFacts& facts) { Canary(facts).mutable_telemetry(0)->set_value(0.021); }},
  };
}

}  // namespace

const std::vector<Fault>& Faults() {
  static const std::vector<Fault> faults = [] {
    std::vector<Fault> all;
    for (const auto& some : {ConcernFaults(), ComparisonFaults(), RolloutFaults()}) {
      all.insert(all.end(), some.begin(), some.end());
    }
    return all;
  }();
  return faults;
}

}  // namespace winnow::release
