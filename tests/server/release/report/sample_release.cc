// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/release/report/sample_release.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace winnow::release {
namespace {

constexpr int64_t kNow = 1'772'000'000;

void SetTime(int64_t seconds, google::protobuf::Timestamp* time) { time->set_seconds(seconds); }

struct Estimate {
  double change;
  double half_width;
  double frame_half_width;
};

// A decided comparison of a slice; `budget` is two points.
v1::Comparison Estimated(const std::string& slice, v1::Verdict verdict, const Estimate& estimate) {
  v1::Comparison comparison;
  comparison.set_slice(slice);
  comparison.set_measure("wer");
  comparison.set_verdict(verdict);
  comparison.set_change(estimate.change);
  comparison.set_lower(estimate.change - estimate.half_width);
  comparison.set_upper(estimate.change + estimate.half_width);
  comparison.set_frame_lower(estimate.change - estimate.frame_half_width);
  comparison.set_frame_upper(estimate.change + estimate.frame_half_width);
  comparison.set_budget(0.02);
  comparison.set_p_value(verdict == v1::VERDICT_BLOCK ? 0.004 : 0.61);
  comparison.set_draws(96);
  comparison.set_labeled(91);
  comparison.set_unusable(2);
  comparison.set_missing(3);
  comparison.set_clusters(24);
  return comparison;
}

v1::Comparison Undecided(const std::string& slice, const Estimate& estimate, v1::EvidenceGap gap) {
  v1::Comparison comparison = Estimated(slice, v1::VERDICT_UNDECIDED, estimate);
  comparison.mutable_need()->set_gap(gap);
  if (gap == v1::EVIDENCE_GAP_DRAWS) comparison.mutable_need()->set_draws(310);
  if (gap == v1::EVIDENCE_GAP_DRAWS || gap == v1::EVIDENCE_GAP_CLUSTERS) {
    comparison.mutable_need()->set_clusters(58);
  }
  return comparison;
}

v1::Comparison Thin(const std::string& slice) {
  v1::Comparison comparison;
  comparison.set_slice(slice);
  comparison.set_measure("wer");
  comparison.set_verdict(v1::VERDICT_UNDECIDED);
  comparison.set_budget(0.02);
  comparison.set_p_value(1);
  comparison.set_draws(3);
  comparison.set_labeled(3);
  comparison.set_clusters(2);
  comparison.mutable_need()->set_gap(v1::EVIDENCE_GAP_NO_ESTIMATE);
  comparison.mutable_need()->set_draws(5);
  comparison.mutable_need()->set_clusters(7);
  return comparison;
}

v1::Comparison Whole(const std::string& measure, v1::GuardrailKind guardrail, double change) {
  v1::Comparison comparison = Estimated("", v1::VERDICT_PASS, {change, 0.006, 0.004});
  comparison.set_measure(measure);
  comparison.set_guardrail(guardrail);
  comparison.set_budget(0.01);
  comparison.set_draws(1'480);
  comparison.set_labeled(1'431);
  comparison.set_missing(12);
  comparison.set_clusters(312);
  return comparison;
}

void AddComparisons(v1::ReleaseVerdict& verdict) {
  *verdict.add_comparisons() = Whole("wer", v1::GUARDRAIL_KIND_UNSPECIFIED, -0.012);
  *verdict.add_comparisons() = Whole("name_errors", v1::GUARDRAIL_KIND_RARE_ENTITIES, 0.002);
  *verdict.add_comparisons() = Whole("harm", v1::GUARDRAIL_KIND_SAFETY, -0.001);
  verdict.mutable_comparisons(1)->set_beyond_bound(2);
  *verdict.add_comparisons() =
      Estimated("accent-scottish", v1::VERDICT_PASS, {-0.008, 0.019, 0.011});
  *verdict.add_comparisons() =
      Undecided("accent-zulu", {0.011, 0.024, 0.010}, v1::EVIDENCE_GAP_CLUSTERS);
  *verdict.add_comparisons() = Thin("booking-far_field");
  *verdict.add_comparisons() = Estimated("earnings-lead", v1::VERDICT_PASS, {-0.022, 0.014, 0.008});
  *verdict.add_comparisons() =
      Undecided("earnings-names", {0.019, 0.012, 0.006}, v1::EVIDENCE_GAP_BUDGET);
  *verdict.add_comparisons() =
      Estimated("healthcare-clinics", v1::VERDICT_BLOCK, {0.047, 0.018, 0.012});
  verdict.mutable_comparisons()->rbegin()->set_stage(v1::STAGE_ACOUSTIC);
  *verdict.add_comparisons() = Undecided("healthcare-telephone-far_field-noisy",
                                         {0.004, 0.031, 0.022}, v1::EVIDENCE_GAP_DRAWS);
  *verdict.add_comparisons() =
      Undecided("kiosk-stations", {-0.004, 0.027, 0.020}, v1::EVIDENCE_GAP_MISSING_LABELS);
  *verdict.add_comparisons() = Estimated("meeting-rooms", v1::VERDICT_PASS, {-0.015, 0.012, 0.009});
  *verdict.add_comparisons() = Estimated("music", v1::VERDICT_BLOCK, {0.038, 0.012, 0.01});
  v1::Comparison wild = Undecided("voicemail", {0.015, 0.4, 0.03}, v1::EVIDENCE_GAP_CLUSTERS);
  wild.clear_lower();
  wild.clear_frame_lower();
  *verdict.add_comparisons() = wild;
}

v1::Finding* AddFinding(v1::ReleaseVerdict& verdict, v1::FindingKind kind, v1::Verdict effect,
                        const std::string& subject) {
  v1::Finding* finding = verdict.add_findings();
  finding->set_kind(kind);
  finding->set_effect(effect);
  finding->set_subject(subject);
  return finding;
}

void AddFindings(v1::ReleaseVerdict& verdict) {
  v1::Finding* finding = AddFinding(verdict, v1::FINDING_KIND_UNEXPLAINED_RELABEL,
                                    v1::VERDICT_BLOCK, "datasets/train/versions/7");
  finding->set_message("14 labels took the place of others and nobody said why");
  finding->set_count(14);
  for (const char* id : {"c0017", "c0203", "c1188"}) finding->add_candidate_ids(id);
  finding->set_waived(true);
  finding = AddFinding(verdict, v1::FINDING_KIND_SLICE_REGRESSION, v1::VERDICT_BLOCK,
                       "healthcare-clinics");
  finding->set_message("4.70 points worse, interval 2.90 to 6.50, budget 2.00");
  finding->set_stage(v1::STAGE_ACOUSTIC);
  finding->set_rollback_target(v1::COMPONENT_MODEL);
  finding = AddFinding(verdict, v1::FINDING_KIND_SLICE_REGRESSION, v1::VERDICT_BLOCK, "music");
  finding->set_message("3.80 points worse, interval 2.60 to 5.00, budget 2.00");
  finding->set_waived(true);
  finding = AddFinding(verdict, v1::FINDING_KIND_INSUFFICIENT_EVIDENCE, v1::VERDICT_UNDECIDED,
                       "booking-far_field");
  finding->set_message("3 draws of 2 speakers: 5 draws and 7 speakers are the least");
}

void AddDataChanges(v1::ReleaseVerdict& verdict) {
  v1::RelabelCount* count = verdict.add_relabels();
  count->set_dataset("datasets/train/versions/7");
  count->set_before("datasets/train/versions/6");
  count->set_members(184'220);
  count->set_added(12'044);
  count->set_removed(311);
  count->set_by_policy(2'190);
  count->set_by_adjudication(87);
  count->set_by_correction(40);
  count->set_unexplained(14);
  count->set_digest(SampleDigest(7));
  v1::PolicyEffect* effect = verdict.add_policy_effects();
  effect->set_model_release("asr-2026.02");
  effect->set_rubric_before("asr@1");
  effect->set_rubric_after("asr@2");
  effect->set_items(410);
  effect->set_change(-0.013);
}

v1::ReleaseVerdict SampleVerdict() {
  v1::ReleaseVerdict verdict;
  verdict.set_name("releases/spring/verdicts/3");
  verdict.set_verdict(v1::VERDICT_BLOCK);
  SetTime(kNow, verdict.mutable_create_time());
  verdict.set_look(1);
  verdict.set_looks(2);
  verdict.set_items(1'500);
  verdict.set_complete_items(1'443);
  AddFindings(verdict);
  AddComparisons(verdict);
  AddDataChanges(verdict);
  verdict.add_missing_stages(v1::ROLLOUT_STAGE_CANARY);
  verdict.add_marked_slices("healthcare-clinics");
  verdict.set_evaluation_digest(SampleDigest(1));
  verdict.set_outcomes_digest(SampleDigest(2));
  verdict.set_digest(SampleDigest(3));
  verdict.set_rollouts(1);
  verdict.set_rubric("asr@2");
  return verdict;
}

void AddGuardrails(v1::Release& release) {
  const std::vector<std::pair<const char*, v1::GuardrailKind>> guardrails = {
      {"p95_latency_ms", v1::GUARDRAIL_KIND_LATENCY}, {"peak_mib", v1::GUARDRAIL_KIND_MEMORY}};
  for (const auto& [name, kind] : guardrails) {
    v1::NumberGuardrail* guardrail = release.add_number_guardrails();
    guardrail->set_name(name);
    guardrail->set_kind(kind);
    guardrail->set_limit(900);
    guardrail->set_unit(kind == v1::GUARDRAIL_KIND_LATENCY ? "ms" : "mib");
  }
  v1::GuardrailNumber* number = release.add_numbers();
  number->set_guardrail("p95_latency_ms");
  number->set_model_release(release.candidate_release());
  number->set_value(812.5);
  number->set_unit("ms");
  SetTime(kNow - 3'600, number->mutable_submit_time());
}

void AddRollouts(v1::Release& release) {
  v1::CanaryPlan* plan = release.mutable_canary();
  plan->set_min_requests(5'000);
  plan->add_slices_at_risk("healthcare-clinics");
  plan->add_slices_at_risk("music");
  for (const char* name : {"error_rate", "empty_answers", "p99_latency_ms"}) {
    v1::RollbackTrigger* trigger = plan->add_triggers();
    trigger->set_name(name);
    trigger->set_plane(v1::TELEMETRY_PLANE_SERVING);
    trigger->set_limit(0.02);
    trigger->set_target(v1::COMPONENT_MODEL);
  }
  v1::Rollout* rollout = release.add_rollouts();
  rollout->set_stage(v1::ROLLOUT_STAGE_SHADOW);
  rollout->set_number(1);
  rollout->set_requests(20'114);
  rollout->set_recorder("deploy");
  rollout->mutable_owner_response()->set_seconds(780);
  SetTime(kNow - 86'400, rollout->mutable_create_time());
  v1::RolloutSlice* slice = rollout->add_slices();
  slice->set_slice("healthcare-clinics");
  slice->set_requests(640);
  for (const auto& [name, value] : std::vector<std::pair<const char*, double>>{
           {"error_rate", 0.004}, {"empty_answers", 0.03}}) {
    v1::Telemetry* figure = rollout->add_telemetry();
    figure->set_name(name);
    figure->set_plane(v1::TELEMETRY_PLANE_SERVING);
    figure->set_value(value);
  }
}

void AddWaivers(v1::Release& release) {
  const std::vector<std::pair<v1::FindingKind, const char*>> waived = {
      {v1::FINDING_KIND_UNEXPLAINED_RELABEL, ""}, {v1::FINDING_KIND_SLICE_REGRESSION, "music"}};
  for (const auto& [kind, subject] : waived) {
    v1::Waiver* waiver = release.add_waivers();
    waiver->set_kind(kind);
    waiver->set_subject(subject);
    waiver->set_reason(
        "Known since the last review; the vendor sends the causes by the end of March");
    waiver->set_approver("legal-lead");
    SetTime(kNow - 7'200, waiver->mutable_create_time());
    SetTime(kNow + 2'592'000, waiver->mutable_expire_time());
  }
}

void AddStep(ReleaseFile& file, v1::LineageKind kind, const std::string& name,
             const std::string& parent) {
  v1::LineageStep step;
  step.set_kind(kind);
  step.set_name(name);
  step.set_parent(parent);
  step.set_digest(SampleDigest(static_cast<int>(file.lineage.size()) + 5));
  SetTime(kNow - 864'000 + 3'600 * static_cast<int64_t>(file.lineage.size()), step.mutable_time());
  (*step.mutable_details())["rubric"] = "asr@2";
  (*step.mutable_details())["consent_scope"] = "research";
  (*step.mutable_details())["source"] = "earnings21";
  file.lineage.push_back(std::move(step));
}

}  // namespace

std::string SampleDigest(int seed) {
  std::string digest;
  for (int part = 0; part < 8; ++part) {
    absl::StrAppendFormat(&digest, "%08x", static_cast<uint32_t>(seed * 8 + part) * 2'654'435'761u);
  }
  return digest;
}

ReleaseFile BareRelease() {
  ReleaseFile file;
  v1::Release& release = file.release;
  release.set_name("releases/spring");
  release.set_evaluation("queues/exam/evaluations/4");
  release.set_baseline_release("asr-2025.11");
  release.set_candidate_release("asr-2026.02");
  v1::ComponentChange* change = release.add_components();
  change->set_component(v1::COMPONENT_INDEX);
  change->set_baseline_version("kb-118");
  change->set_candidate_version("kb-121");
  release.add_datasets("datasets/train/versions/7");
  release.set_slice_budget(0.02);
  release.set_aggregate_budget(0.01);
  release.set_cluster_attribute("speaker");
  release.set_risk_class(v1::RISK_CLASS_HIGH);
  release.set_queue("queues/exam");
  release.set_author("release-lead");
  SetTime(kNow - 200'000, release.mutable_create_time());
  return file;
}

ReleaseFile SampleRelease() {
  ReleaseFile file = BareRelease();
  file.verdict = SampleVerdict();
  file.release.set_verdicts(3);
  AddGuardrails(file.release);
  AddRollouts(file.release);
  AddWaivers(file.release);
  AddStep(file, v1::LINEAGE_KIND_DATASET, "datasets/train/versions/6", "queues/earnings");
  AddStep(file, v1::LINEAGE_KIND_EVALUATION, "queues/exam/evaluations/4", "queues/exam");
  AddStep(file, v1::LINEAGE_KIND_DATASET, "datasets/train/versions/7", "queues/earnings");
  AddStep(file, v1::LINEAGE_KIND_RELEASE, "releases/spring", "datasets/train/versions/7");
  AddStep(file, v1::LINEAGE_KIND_VERDICT, "releases/spring/verdicts/3", "releases/spring");
  return file;
}

ReleaseFile PassingRelease() {
  ReleaseFile file = SampleRelease();
  file.verdict->set_verdict(v1::VERDICT_PASS);
  file.verdict->clear_findings();
  v1::ReleaseVerdict all;
  all.mutable_comparisons()->Swap(file.verdict->mutable_comparisons());
  for (const v1::Comparison& comparison : all.comparisons()) {
    if (comparison.verdict() == v1::VERDICT_PASS) *file.verdict->add_comparisons() = comparison;
  }
  return file;
}

ReleaseFile HostileRelease() {
  ReleaseFile file = SampleRelease();
  const std::string text = "<script>alert(1)</script> \" onload='x' </table> & \\ \n";
  file.release.set_author(text);
  file.release.set_candidate_release(text);
  file.release.set_cluster_attribute(text);
  for (v1::Finding& finding : *file.verdict->mutable_findings()) {
    finding.set_message(text);
    finding.set_subject(text);
    finding.add_candidate_ids(text);
  }
  for (v1::Comparison& comparison : *file.verdict->mutable_comparisons()) {
    if (!comparison.slice().empty()) comparison.set_slice(text + comparison.slice());
    comparison.set_measure(text + comparison.measure());
  }
  for (v1::Waiver& waiver : *file.release.mutable_waivers()) waiver.set_reason(text);
  for (v1::LineageStep& step : file.lineage) {
    (*step.mutable_details())[text] = text;
    step.set_parent(text);
  }
  file.release.mutable_rollouts(0)->set_recorder(text);
  file.release.mutable_number_guardrails(0)->set_unit(text);
  return file;
}

ReleaseFile WideRelease(int slices) {
  ReleaseFile file = SampleRelease();
  v1::Comparison whole = file.verdict->comparisons(0);
  file.verdict->clear_comparisons();
  *file.verdict->add_comparisons() = std::move(whole);
  for (int i = 0; i < slices; ++i) {
    const v1::Verdict verdict = i % 10 == 0  ? v1::VERDICT_BLOCK
                                : i % 3 == 0 ? v1::VERDICT_UNDECIDED
                                             : v1::VERDICT_PASS;
    *file.verdict->add_comparisons() =
        Estimated(absl::StrFormat("slice-%05d", i), verdict, {0.0001 * (i % 300), 0.01, 0.005});
  }
  return file;
}

}  // namespace winnow::release
