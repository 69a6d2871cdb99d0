// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Which rollouts of a release count.
#ifndef WINNOW_SERVER_RELEASE_GATE_ROLLOUT_STAGES_H_
#define WINNOW_SERVER_RELEASE_GATE_ROLLOUT_STAGES_H_

#include <vector>

#include "winnow/v1/release.pb.h"

namespace winnow::release {

// The newest of each stage after the newest ROLLED_BACK, in the order of the release: what came
// before was taken back. Pointers into the release.
std::vector<const v1::Rollout*> RolloutsInForce(const v1::Release& release);

// Rollouts that the risk class asks for and that are not in force: none for LOW, CANARY for MEDIUM
// and where it is not stated, SHADOW and CANARY for HIGH. In this order.
std::vector<v1::RolloutStage> MissingStages(const v1::Release& release);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_GATE_ROLLOUT_STAGES_H_
