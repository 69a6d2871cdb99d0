// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Player: one client of a Stage, which follows a Script. What is lost it sends again until it is
// told what became of it.
#ifndef WINNOW_TESTS_FAULTS_HISTORY_PLAYER_H_
#define WINNOW_TESTS_FAULTS_HISTORY_PLAYER_H_

#include <memory>

#include "tests/faults/history/script.h"
#include "tests/faults/history/stage.h"

namespace winnow::testing {

// For one thread.
class Player {
 public:
  Player(Stage& stage, int client, uint32_t seed);

  // Plays until the stage ends.
  void Play();
  // One request, and at times one of those before again.
  void Act();
  // Takes all that is free, so that the history shows what is.
  void TakeAll();

 private:
  // Sends until the outcome is known or the stage ends.
  Call Send(const Asked& asked);

  Stage& stage_;
  const int client_;
  Script script_;
  std::unique_ptr<Desk> desk_;
  size_t life_ = 0;
};

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_FAULTS_HISTORY_PLAYER_H_
