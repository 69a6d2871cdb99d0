// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/gate/rollout_rules.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/release/gate/rollback_target.h"
#include "server/release/gate/rollout_stages.h"
#include "server/release/gate/served_requests.h"

namespace winnow::release {
namespace {

// A rollout and the release whose plan it follows.
struct PlannedRollout {
  const v1::Release& release;
  const v1::Rollout& rollout;

  const v1::CanaryPlan& Plan() const { return release.canary(); }
  bool Is(v1::RolloutStage stage) const { return rollout.stage() == stage; }
  // "Rollout 3 (CANARY)".
  std::string Name() const {
    return absl::StrCat("Rollout ", rollout.number(), " (", NameOf(rollout.stage()), ")");
  }
};

// None where the rollout did not report it.
const v1::Telemetry* FigureOf(const v1::Rollout& rollout, const v1::RollbackTrigger& trigger) {
  const auto& telemetry = rollout.telemetry();
  const auto found = std::find_if(telemetry.begin(), telemetry.end(), [&](const auto& figure) {
    return figure.name() == trigger.name() && figure.plane() == trigger.plane();
  });
  return found == telemetry.end() ? nullptr : &*found;
}

// What is no number fires.
bool Fires(const v1::Rollout& rollout, const v1::RollbackTrigger& trigger) {
  const v1::Telemetry* figure = FigureOf(rollout, trigger);
  return figure != nullptr && !(figure->value() <= trigger.limit());
}

absl::Duration TimeOf(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

void AddMissingSlices(const PlannedRollout& planned, Findings& findings) {
  if (!planned.Is(v1::ROLLOUT_STAGE_CANARY)) return;
  const uint64_t least = LeastSliceRequests(planned.Plan());
  const ServedRequests served(planned.rollout);
  for (const std::string& slice : planned.Plan().slices_at_risk()) {
    const uint64_t requests = served.Of(slice);
    if (requests >= least) continue;
    AddFinding(v1::FINDING_KIND_CANARY_SLICE_MISSING, slice, findings)
        .set_message(absl::StrCat(planned.Name(), " served ", requests,
                                  " requests of this slice at risk, ", least,
                                  " are asked for. Record a canary that serves more of it."));
  }
}

void AddVolume(const PlannedRollout& planned, Findings& findings) {
  if (!planned.Is(v1::ROLLOUT_STAGE_CANARY)) return;
  const uint64_t requests = AllRequestsOf(planned.rollout);
  const uint64_t least = planned.Plan().min_requests();
  if (requests >= least) return;
  AddFinding(v1::FINDING_KIND_CANARY_VOLUME, "", findings)
      .set_message(absl::StrCat(planned.Name(), " served ", requests, " requests, ", least,
                                " are asked for. Record a canary that serves more."));
}

void AddResponse(const PlannedRollout& planned, Findings& findings) {
  if (!planned.Is(v1::ROLLOUT_STAGE_CANARY) || !planned.Plan().has_max_owner_response()) return;
  const absl::Duration longest = TimeOf(planned.Plan().max_owner_response());
  std::string took;
  if (planned.rollout.has_owner_response()) {
    const absl::Duration response = TimeOf(planned.rollout.owner_response());
    if (response <= longest) return;
    took = absl::StrCat("the owner took ", absl::FormatDuration(response), " to respond");
  } else {
    const auto& triggers = planned.Plan().triggers();
    const bool is_calm = std::none_of(
        triggers.begin(), triggers.end(),
        [&](const v1::RollbackTrigger& trigger) { return Fires(planned.rollout, trigger); });
    if (is_calm) return;
    took = "a trigger fired and no response of the owner is recorded";
  }
  AddFinding(v1::FINDING_KIND_CANARY_RESPONSE, "", findings)
      .set_message(absl::StrCat(planned.Name(), ": ", took, ", at most ",
                                absl::FormatDuration(longest),
                                " are allowed. See that alerts reach the owner and record another "
                                "canary."));
}

void AddMissingTelemetry(const PlannedRollout& planned, Findings& findings) {
  if (!planned.Is(v1::ROLLOUT_STAGE_CANARY) && !planned.Is(v1::ROLLOUT_STAGE_SHADOW)) return;
  for (const v1::RollbackTrigger& trigger : planned.Plan().triggers()) {
    if (FigureOf(planned.rollout, trigger) != nullptr) continue;
    AddFinding(v1::FINDING_KIND_TELEMETRY_MISSING, trigger.name(), findings)
        .set_message(absl::StrCat(planned.Name(), " did not report this figure of ",
                                  NameOf(trigger.plane()),
                                  ", which a trigger watches. Record a rollout with it."));
  }
}

void AddTriggered(const PlannedRollout& planned, Findings& findings) {
  if (planned.Is(v1::ROLLOUT_STAGE_ROLLED_BACK)) return;
  for (const v1::RollbackTrigger& trigger : planned.Plan().triggers()) {
    if (!Fires(planned.rollout, trigger)) continue;
    const v1::Component target = TriggerTarget(planned.release, trigger);
    v1::Finding& finding =
        AddFinding(v1::FINDING_KIND_ROLLBACK_TRIGGERED, trigger.name(), findings);
    finding.set_rollback_target(target);
    finding.set_message(absl::StrCat(
        planned.Name(), " reported ", FigureOf(planned.rollout, trigger)->value(), ", limit ",
        trigger.limit(), ". Roll back ", NameOf(target), " and record it."));
  }
}

using RolloutRule = void (*)(const PlannedRollout&, Findings&);

void JudgeInForce(const GateFacts& facts, RolloutRule rule, Findings& findings) {
  for (const v1::Rollout* rollout : RolloutsInForce(facts.release)) {
    rule({facts.release, *rollout}, findings);
  }
}

}  // namespace

void FindMissingCanarySlice(const GateFacts& facts, Findings& findings) {
  JudgeInForce(facts, AddMissingSlices, findings);
}

void FindCanaryVolume(const GateFacts& facts, Findings& findings) {
  JudgeInForce(facts, AddVolume, findings);
}

void FindCanaryResponse(const GateFacts& facts, Findings& findings) {
  JudgeInForce(facts, AddResponse, findings);
}

void FindMissingTelemetry(const GateFacts& facts, Findings& findings) {
  JudgeInForce(facts, AddMissingTelemetry, findings);
}

void FindTriggered(const GateFacts& facts, Findings& findings) {
  JudgeInForce(facts, AddTriggered, findings);
}

Findings RolloutFindings(const v1::Release& release, const v1::Rollout& rollout) {
  Findings findings;
  for (const RolloutRule rule :
       {AddMissingSlices, AddVolume, AddResponse, AddMissingTelemetry, AddTriggered}) {
    rule({release, rollout}, findings);
  }
  return findings;
}

}  // namespace winnow::release
