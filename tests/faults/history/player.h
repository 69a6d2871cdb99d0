// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Player: one client of a Stage with a mixed load: it sends candidates and signals, takes batches
// and does to them all that a labeling platform does, in a good way and in wrong ones. What is lost
// it sends again until it is told what became of it.
#ifndef WINNOW_TESTS_FAULTS_HISTORY_PLAYER_H_
#define WINNOW_TESTS_FAULTS_HISTORY_PLAYER_H_

#include <deque>
#include <memory>
#include <random>
#include <string>
#include <vector>

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
  // A batch that the player was granted.
  struct Held {
    std::string batch;
    std::string token;
    std::vector<std::string> items;
  };

  uint64_t Below(uint64_t bound) { return random_() % bound; }
  Asked NewAsked(Verb verb);
  Asked AnyAsked();
  Asked AskOnBatch();
  Asked AskIngest();
  Asked AskSignals();
  Asked AskBatch();
  Asked AskRequeue();
  std::vector<std::string> RowsOf(const Held& held);
  // Sends until the outcome is known or the stage ends.
  Call Send(const Asked& asked);
  void Remember(const Call& call);
  // Sends an answered request again, as it was or with another payload.
  void Repeat();

  static constexpr size_t kHeld = 12;

  Stage& stage_;
  const int client_;
  std::mt19937 random_;
  std::unique_ptr<Desk> desk_;
  size_t life_ = 0;
  uint64_t requests_ = 0;
  std::deque<Held> held_;
  std::deque<Asked> answered_;
  std::deque<std::string> returned_;
};

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_FAULTS_HISTORY_PLAYER_H_
