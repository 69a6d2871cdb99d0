// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Rules about rollouts, each judged by the canary plan of its release. A canary is asked for its
// slices, its volume and the response of its owner, a shadow run and a canary for a figure of every
// trigger, and no rollout may report a figure above its trigger. A figure is the trigger's if both
// name and plane are. What was rolled back is not judged.
#ifndef WINNOW_SERVER_RELEASE_GATE_ROLLOUT_RULES_H_
#define WINNOW_SERVER_RELEASE_GATE_ROLLOUT_RULES_H_

#include "server/release/gate/finding.h"
#include "server/release/gate/gate_facts.h"
#include "winnow/v1/release.pb.h"

namespace winnow::release {

// Of the rollouts in force. Subject: the slice at risk.
void FindMissingCanarySlice(const GateFacts& facts, Findings& findings);

// No subject.
void FindCanaryVolume(const GateFacts& facts, Findings& findings);

// No subject. An owner who did not respond is found where the plan has a limit and a trigger fired.
void FindCanaryResponse(const GateFacts& facts, Findings& findings);

// Subject: the trigger.
void FindMissingTelemetry(const GateFacts& facts, Findings& findings);

// Subject: the trigger; with what to roll back.
void FindTriggered(const GateFacts& facts, Findings& findings);

// What is wrong with one rollout by the plan of the release, whether or not the release has it yet:
// what the rules above would say of it, in the order of the kinds and without waivers applied.
// Messages name the rollout by its number.
Findings RolloutFindings(const v1::Release& release, const v1::Rollout& rollout);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_GATE_ROLLOUT_RULES_H_
