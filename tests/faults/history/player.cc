// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/history/player.h"

#include <optional>

namespace winnow::testing {
namespace {

constexpr int64_t kConnectSeconds = 10;

}  // namespace

Player::Player(Stage& stage, int client, uint32_t seed)
    : stage_(stage), client_(client), script_(client, seed, stage.candidates()) {}

void Player::Play() {
  while (!stage_.ending()) Act();
}

void Player::Act() {
  script_.Remember(Send(script_.Next()));
  if (const std::optional<Asked> again = script_.Again(); again.has_value()) Send(*again);
}

void Player::TakeAll() {
  while (!Send(script_.NextOfAll()).answer.items.empty()) {
  }
}

Call Player::Send(const Asked& asked) {
  while (true) {
    if (desk_ == nullptr) {
      const auto [channel, life] = stage_.Connect();
      channel->WaitForConnected(gpr_time_from_seconds(kConnectSeconds, GPR_TIMESPAN));
      desk_ = std::make_unique<Desk>(channel);
      life_ = life;
    }
    Call call = SendOnce(*desk_, asked);
    call.client = client_;
    stage_.Record(call);
    if (call.outcome != Outcome::kLost) return call;
    desk_.reset();
    if (!stage_.WaitForLifeAfter(life_)) return call;
  }
}

}  // namespace winnow::testing
