// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/gate/rollout_stages.h"

#include <algorithm>

namespace winnow::release {
namespace {

std::vector<v1::RolloutStage> StagesOf(v1::RiskClass risk) {
  switch (risk) {
    case v1::RISK_CLASS_LOW:
      return {};
    case v1::RISK_CLASS_HIGH:
      return {v1::ROLLOUT_STAGE_SHADOW, v1::ROLLOUT_STAGE_CANARY};
    default:
      return {v1::ROLLOUT_STAGE_CANARY};
  }
}

bool Holds(const std::vector<const v1::Rollout*>& rollouts, v1::RolloutStage stage) {
  return std::any_of(rollouts.begin(), rollouts.end(),
                     [&](const v1::Rollout* rollout) { return rollout->stage() == stage; });
}

}  // namespace

std::vector<const v1::Rollout*> RolloutsInForce(const v1::Release& release) {
  std::vector<const v1::Rollout*> newest_first;
  for (int i = release.rollouts_size() - 1; i >= 0; --i) {
    const v1::Rollout& rollout = release.rollouts(i);
    if (rollout.stage() == v1::ROLLOUT_STAGE_ROLLED_BACK) break;
    if (!Holds(newest_first, rollout.stage())) newest_first.push_back(&rollout);
  }
  return {newest_first.rbegin(), newest_first.rend()};
}

std::vector<v1::RolloutStage> MissingStages(const v1::Release& release) {
  const std::vector<const v1::Rollout*> rollouts = RolloutsInForce(release);
  std::vector<v1::RolloutStage> missing;
  for (const v1::RolloutStage stage : StagesOf(release.risk_class())) {
    if (!Holds(rollouts, stage)) missing.push_back(stage);
  }
  return missing;
}

}  // namespace winnow::release
