// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/gate/rollout_rules.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <vector>

#include "server/release/gate/gate.h"
#include "server/release/gate/rollback_target.h"
#include "server/release/gate/rollout_stages.h"
#include "tests/server/release/gate/clean_facts.h"

namespace winnow::release {
namespace {

using Stages = std::vector<v1::RolloutStage>;

void AddRollout(v1::RolloutStage stage, GateFacts& facts) {
  v1::Rollout& rollout = *facts.release.add_rollouts();
  rollout.set_stage(stage);
  rollout.set_number(static_cast<uint32_t>(facts.release.rollouts_size()));
}

TEST(RolloutRules, OnlyTheNewestOfAStageIsJudged) {
  GateFacts facts = CleanFacts();
  const v1::Rollout good = Canary(facts);
  AddRollout(v1::ROLLOUT_STAGE_CANARY, facts);
  EXPECT_EQ(LinesOf(FindingsOf(facts)),
            "CANARY_SLICE_MISSING north BLOCK\nCANARY_SLICE_MISSING south BLOCK\n"
            "CANARY_VOLUME  BLOCK\n"
            "TELEMETRY_MISSING errors BLOCK\nTELEMETRY_MISSING recall BLOCK\n");
  *facts.release.add_rollouts() = good;
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "");
}

TEST(RolloutRules, WhatWasRolledBackIsNotJudged) {
  GateFacts facts = CleanFacts();
  Canary(facts).mutable_telemetry(0)->set_value(1);
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "ROLLBACK_TRIGGERED errors BLOCK\n");
  AddRollout(v1::ROLLOUT_STAGE_ROLLED_BACK, facts);
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "");
}

TEST(RolloutRules, AShadowRunIsAskedForFiguresAlone) {
  GateFacts facts = CleanFacts();
  v1::Rollout& shadow = *facts.release.mutable_rollouts(0);
  shadow.mutable_telemetry(0)->set_value(0.5);
  shadow.mutable_telemetry()->RemoveLast();
  EXPECT_EQ(LinesOf(FindingsOf(facts)),
            "TELEMETRY_MISSING recall BLOCK\nROLLBACK_TRIGGERED errors BLOCK\n");
}

TEST(RolloutRules, WhatIsOutIsJudgedByItsTriggersAlone) {
  GateFacts facts = CleanFacts();
  AddRollout(v1::ROLLOUT_STAGE_PROMOTED, facts);
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "");
  v1::Telemetry& figure = *facts.release.mutable_rollouts(2)->add_telemetry();
  figure = Canary(facts).telemetry(1);
  figure.set_value(0.4);
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "ROLLBACK_TRIGGERED recall BLOCK\n");
}

TEST(RolloutRules, AFigureOfAnotherPlaneIsAnotherFigure) {
  GateFacts facts = CleanFacts();
  Canary(facts).mutable_telemetry(0)->set_plane(v1::TELEMETRY_PLANE_MODEL);
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "TELEMETRY_MISSING errors BLOCK\n");
}

TEST(RolloutRules, WhatIsNoNumberFires) {
  GateFacts facts = CleanFacts();
  Canary(facts).mutable_telemetry(0)->set_value(std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "ROLLBACK_TRIGGERED errors BLOCK\n");
}

TEST(RolloutRules, AnOwnerWhoDidNotRespondIsFoundWhereATriggerFired) {
  GateFacts facts = CleanFacts();
  Canary(facts).clear_owner_response();
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "");
  Canary(facts).mutable_telemetry(0)->set_value(1);
  EXPECT_EQ(LinesOf(FindingsOf(facts)),
            "CANARY_RESPONSE  BLOCK\nROLLBACK_TRIGGERED errors BLOCK\n");
  facts.release.mutable_canary()->clear_max_owner_response();
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "ROLLBACK_TRIGGERED errors BLOCK\n");
}

TEST(RolloutRules, ASliceAtRiskServesAtLeastOneRequest) {
  GateFacts facts = CleanFacts();
  facts.release.mutable_canary()->clear_min_slice_requests();
  Canary(facts).set_requests(1000);
  Canary(facts).mutable_slices(1)->set_requests(1);
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "");
  Canary(facts).mutable_slices(1)->set_requests(0);
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "CANARY_SLICE_MISSING south BLOCK\n");
  Canary(facts).mutable_slices()->RemoveLast();
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "CANARY_SLICE_MISSING south BLOCK\n");
}

TEST(RolloutRules, ASliceThatIsNamedTwiceServedTheSum) {
  GateFacts facts = CleanFacts();
  Canary(facts).set_requests(1000);
  Canary(facts).mutable_slices(1)->set_requests(60);
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "CANARY_SLICE_MISSING south BLOCK\n");
  *Canary(facts).add_slices() = Canary(facts).slices(1);
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "");
  Canary(facts).mutable_slices(2)->set_requests(std::numeric_limits<uint64_t>::max());
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "");
}

TEST(RolloutRules, SumsOfRequestsDoNotOverflow) {
  GateFacts facts = CleanFacts();
  Canary(facts).mutable_slices(0)->set_requests(std::numeric_limits<uint64_t>::max());
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "");
}

TEST(RolloutRules, OneRolloutIsJudgedAsTheNextVerdictWill) {
  GateFacts facts = CleanFacts();
  v1::Rollout canary = Canary(facts);
  canary.set_number(3);
  canary.clear_slices();
  canary.mutable_telemetry(0)->set_value(1);
  canary.mutable_owner_response()->set_seconds(901);
  canary.mutable_telemetry()->RemoveLast();
  const Findings alone = RolloutFindings(facts.release, canary);
  EXPECT_EQ(LinesOf(alone),
            "CANARY_SLICE_MISSING north BLOCK\nCANARY_SLICE_MISSING south BLOCK\n"
            "CANARY_VOLUME  BLOCK\nCANARY_RESPONSE  BLOCK\nTELEMETRY_MISSING recall BLOCK\n"
            "ROLLBACK_TRIGGERED errors BLOCK\n");
  *facts.release.add_rollouts() = canary;
  const Findings of_gate = FindingsOf(facts);
  ASSERT_EQ(of_gate.size(), alone.size());
  for (std::size_t i = 0; i < alone.size(); ++i) {
    EXPECT_EQ(of_gate[i].SerializeAsString(), alone[i].SerializeAsString());
  }
}

TEST(RolloutRules, ARolloutWithoutAPlanHasNoFindings) {
  GateFacts facts = CleanFacts();
  facts.release.clear_canary();
  for (const v1::Rollout& rollout : facts.release.rollouts()) {
    EXPECT_EQ(LinesOf(RolloutFindings(facts.release, rollout)), "");
  }
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "");
}

TEST(RollbackTarget, IsThatOfTheTriggerOrOfItsPlane) {
  v1::Release release;
  v1::RollbackTrigger trigger;
  const auto target = [&](v1::TelemetryPlane plane) {
    trigger.set_plane(plane);
    return TriggerTarget(release, trigger);
  };
  EXPECT_EQ(target(v1::TELEMETRY_PLANE_MODEL), v1::COMPONENT_MODEL);
  EXPECT_EQ(target(v1::TELEMETRY_PLANE_SERVING), v1::COMPONENT_MODEL);
  EXPECT_EQ(target(v1::TELEMETRY_PLANE_DATA), v1::COMPONENT_DATA);
  EXPECT_EQ(target(v1::TELEMETRY_PLANE_RETRIEVAL), v1::COMPONENT_MODEL);
  release.add_components()->set_component(v1::COMPONENT_INDEX);
  EXPECT_EQ(target(v1::TELEMETRY_PLANE_RETRIEVAL), v1::COMPONENT_INDEX);
  EXPECT_EQ(target(v1::TELEMETRY_PLANE_SERVING), v1::COMPONENT_MODEL);
  trigger.set_target(v1::COMPONENT_RANKER);
  EXPECT_EQ(target(v1::TELEMETRY_PLANE_RETRIEVAL), v1::COMPONENT_RANKER);
  EXPECT_EQ(target(v1::TELEMETRY_PLANE_DATA), v1::COMPONENT_RANKER);
}

TEST(RolloutStages, AreThoseOfTheRiskClass) {
  v1::Release release;
  EXPECT_EQ(MissingStages(release), Stages{v1::ROLLOUT_STAGE_CANARY});
  release.set_risk_class(v1::RISK_CLASS_LOW);
  EXPECT_EQ(MissingStages(release), Stages{});
  release.set_risk_class(v1::RISK_CLASS_MEDIUM);
  EXPECT_EQ(MissingStages(release), Stages{v1::ROLLOUT_STAGE_CANARY});
  release.set_risk_class(v1::RISK_CLASS_HIGH);
  EXPECT_EQ(MissingStages(release), (Stages{v1::ROLLOUT_STAGE_SHADOW, v1::ROLLOUT_STAGE_CANARY}));
}

TEST(RolloutStages, AreProvidedAnewAfterARollback) {
  GateFacts facts = CleanFacts();
  EXPECT_EQ(MissingStages(facts.release), Stages{});
  AddRollout(v1::ROLLOUT_STAGE_ROLLED_BACK, facts);
  EXPECT_EQ(MissingStages(facts.release),
            (Stages{v1::ROLLOUT_STAGE_SHADOW, v1::ROLLOUT_STAGE_CANARY}));
  AddRollout(v1::ROLLOUT_STAGE_CANARY, facts);
  EXPECT_EQ(MissingStages(facts.release), Stages{v1::ROLLOUT_STAGE_SHADOW});
  AddRollout(v1::ROLLOUT_STAGE_SHADOW, facts);
  EXPECT_EQ(MissingStages(facts.release), Stages{});
}

}  // namespace
}  // namespace winnow::release
