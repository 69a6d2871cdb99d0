// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/lineage/lineage_step.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "server/loop/datasets/settled_label.h"
#include "server/loop/proto_time.h"
#include "server/loop/request_replay.h"

namespace winnow::loop {
namespace {

// A step of a kind, without digest, time and details.
struct Bare {
  v1::LineageKind kind = v1::LINEAGE_KIND_UNSPECIFIED;
  absl::string_view name;
  absl::string_view parent;
};

v1::LineageStep StepOf(const Bare& bare) {
  v1::LineageStep step;
  step.set_kind(bare.kind);
  step.set_name(std::string(bare.name));
  step.set_parent(std::string(bare.parent));
  return step;
}

void Say(absl::string_view key, absl::string_view value, v1::LineageStep& step) {
  if (!value.empty()) (*step.mutable_details())[std::string(key)] = std::string(value);
}

// A value of an enum without the prefix that all of them share; nothing for the one of number 0.
void SayValue(absl::string_view key, absl::string_view value, absl::string_view prefix,
              v1::LineageStep& step) {
  const absl::string_view word = absl::StripPrefix(value, prefix);
  if (word != "UNSPECIFIED") Say(key, word, step);
}

void SayPolicy(const v1::Manifest& manifest, v1::LineageStep& step) {
  Say("policy", absl::StripPrefix(manifest.policy(), "policies/"), step);
}

void SayRelabelCause(v1::RelabelCause cause, v1::LineageStep& step) {
  SayValue("relabel_cause", v1::RelabelCause_Name(cause), "RELABEL_CAUSE_", step);
}

}  // namespace

v1::LineageStep CandidateStep(const CandidateFacts& facts, absl::string_view parent) {
  v1::LineageStep step = StepOf({v1::LINEAGE_KIND_CANDIDATE, facts.name, parent});
  if (!facts.serves) return step;
  *step.mutable_time() = TimestampFromMicros(facts.ingest_us);
  Say("source", facts.source, step);
  Say("consent_scope", facts.consent_scope, step);
  SayValue("split", v1::Split_Name(facts.split), "SPLIT_", step);
  Say("rubric", facts.rubric, step);
  Say("retain_until",
      absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", absl::FromUnixMicros(facts.retain_until_us),
                       absl::UTCTimeZone()),
      step);
  Say("model_release", facts.model_release, step);
  return step;
}

v1::LineageStep TombstoneStep(absl::string_view name, const v1::Tombstone& tombstone) {
  v1::LineageStep step = StepOf({v1::LINEAGE_KIND_CANDIDATE, name, ""});
  *step.mutable_time() = tombstone.remove_time();
  Say("source", tombstone.source(), step);
  Say("consent_scope", tombstone.consent_scope(), step);
  SayValue("removed", v1::RemovalReason_Name(tombstone.reason()), "REMOVAL_REASON_", step);
  return step;
}

v1::LineageStep EvaluationStep(const v1::Manifest& phase, absl::string_view parent) {
  v1::LineageStep step = StepOf({v1::LINEAGE_KIND_EVALUATION, phase.evaluation(), parent});
  step.set_digest(phase.digest());
  *step.mutable_time() = phase.create_time();
  Say("phase", absl::StrCat(phase.evaluation_phase()), step);
  SayPolicy(phase, step);
  return step;
}

v1::LineageStep EvaluationStep(const v1::Evaluation& evaluation, const v1::EvaluationPhase& phase,
                               absl::string_view parent) {
  v1::Manifest manifest;
  manifest.set_evaluation(evaluation.name());
  manifest.set_evaluation_phase(phase.number());
  manifest.set_policy(evaluation.policy());
  manifest.set_digest(phase.digest());
  *manifest.mutable_create_time() = phase.create_time();
  return EvaluationStep(manifest, parent);
}

v1::LineageStep BatchStep(const v1::Manifest& manifest, absl::string_view parent) {
  v1::LineageStep step = StepOf({v1::LINEAGE_KIND_BATCH, manifest.batch(), parent});
  step.set_digest(manifest.digest());
  *step.mutable_time() = manifest.create_time();
  SayPolicy(manifest, step);
  return step;
}

v1::LineageStep LabelStep(absl::string_view candidate, const storage::v1::LabelRecord& record,
                          absl::string_view parent) {
  v1::LineageStep step = StepOf({v1::LINEAGE_KIND_LABEL, candidate, parent});
  step.set_digest(ContentOf(record.label()).ToHex());
  *step.mutable_time() = record.submit_time();
  Say("rubric", record.label().rubric(), step);
  Say("vendor", record.label().vendor(), step);
  SayRelabelCause(record.label().relabel_cause(), step);
  return step;
}

v1::LineageStep FrozenLabelStep(absl::string_view candidate, const v1::DatasetMember& member,
                                absl::string_view parent) {
  v1::LineageStep step = StepOf({v1::LINEAGE_KIND_LABEL, candidate, parent});
  step.set_digest(member.label_digest());
  Say("rubric", member.rubric(), step);
  SayRelabelCause(member.relabel_cause(), step);
  return step;
}

v1::LineageStep AdjudicationStep(absl::string_view candidate,
                                 const storage::v1::AdjudicationRecord& record) {
  const v1::AdjudicationDecision& decision = record.decision();
  // What it follows from are the labels, which have the candidate's name.
  v1::LineageStep step = StepOf({v1::LINEAGE_KIND_ADJUDICATION, candidate, candidate});
  step.set_digest(ContentOf(decision).ToHex());
  *step.mutable_time() = decision.decide_time();
  SayValue("cause", v1::AdjudicationCause_Name(decision.cause()), "ADJUDICATION_CAUSE_", step);
  Say("rubric", record.rubric(), step);
  Say("fixed_by", decision.fixed_by(), step);
  return step;
}

v1::LineageStep DatasetStep(const v1::DatasetVersion& version, absl::string_view parent) {
  v1::LineageStep step = StepOf({v1::LINEAGE_KIND_DATASET, version.name(), parent});
  step.set_digest(version.digest());
  *step.mutable_time() = version.create_time();
  SayValue("purpose", v1::Purpose_Name(version.purpose()), "PURPOSE_", step);
  return step;
}

v1::LineageStep OutcomeStep(const OutcomeOf& of, const storage::v1::OutcomeRecord& record,
                            absl::string_view parent) {
  const v1::Outcome& outcome = record.outcome();
  v1::LineageStep step = StepOf({v1::LINEAGE_KIND_OUTCOME, of.candidate, parent});
  step.set_digest(PayloadHash(outcome).ToHex());
  *step.mutable_time() = record.submit_time();
  Say("model_release", of.model_release, step);
  Say("rubric", outcome.rubric(), step);
  Say("vendor", outcome.vendor(), step);
  return step;
}

v1::LineageStep ReleaseStep(const v1::Release& release, absl::string_view parent) {
  v1::LineageStep step = StepOf({v1::LINEAGE_KIND_RELEASE, release.name(), parent});
  *step.mutable_time() = release.create_time();
  Say("baseline_release", release.baseline_release(), step);
  Say("candidate_release", release.candidate_release(), step);
  return step;
}

v1::LineageStep VerdictStep(absl::string_view name, const v1::ReleaseVerdict& verdict,
                            absl::string_view release) {
  v1::LineageStep step = StepOf({v1::LINEAGE_KIND_VERDICT, name, release});
  step.set_digest(verdict.digest());
  *step.mutable_time() = verdict.create_time();
  SayValue("verdict", v1::Verdict_Name(verdict.verdict()), "VERDICT_", step);
  Say("rubric", verdict.rubric(), step);
  Say("evaluation_digest", verdict.evaluation_digest(), step);
  Say("outcomes_digest", verdict.outcomes_digest(), step);
  return step;
}

v1::LineageStep RolloutStep(const v1::Rollout& rollout, absl::string_view release) {
  const std::string name = absl::StrCat(release, "/rollouts/", rollout.number());
  v1::LineageStep step = StepOf({v1::LINEAGE_KIND_ROLLOUT, name, release});
  *step.mutable_time() = rollout.create_time();
  SayValue("stage", v1::RolloutStage_Name(rollout.stage()), "ROLLOUT_STAGE_", step);
  SayValue("rollback_target", v1::Component_Name(rollout.rollback_target()), "COMPONENT_", step);
  Say("rollback_version", rollout.rollback_version(), step);
  return step;
}

}  // namespace winnow::loop
