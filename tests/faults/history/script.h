// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Script: what one client of a queue asks for next, at random: it sends candidates and signals,
// takes batches and does to them all that a labeling platform does, in a good way and in wrong
// ones.
#ifndef WINNOW_TESTS_FAULTS_HISTORY_SCRIPT_H_
#define WINNOW_TESTS_FAULTS_HISTORY_SCRIPT_H_

#include <atomic>
#include <deque>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/faults/history/history.h"

namespace winnow::testing {

// For one thread; the number of candidates so far is shared by all clients.
class Script {
 public:
  Script(int client, uint32_t seed, std::atomic<uint64_t>& candidates)
      : client_(client), random_(seed), candidates_(candidates) {}

  // A new request.
  Asked Next();
  // Now and then an answered request again, as it was or with another payload.
  std::optional<Asked> Again();
  // A request for all that is free.
  Asked NextOfAll();
  // What became of a request, when that is known.
  void Remember(const Call& call);

 private:
  // A batch that was granted.
  struct Held {
    std::string batch;
    std::string token;
    std::vector<std::string> items;
  };

  uint64_t Below(uint64_t bound) { return random_() % bound; }
  Asked NewAsked(Verb verb);
  Asked AskOnBatch();
  Asked AskIngest();
  Asked AskSignals();
  Asked AskBatch();
  Asked AskRequeue();
  std::vector<std::string> RowsOf(const Held& held);

  static constexpr size_t kHeld = 12;

  const int client_;
  std::mt19937 random_;
  std::atomic<uint64_t>& candidates_;
  uint64_t requests_ = 0;
  std::deque<Held> held_;
  std::deque<Asked> answered_;
  std::deque<std::string> returned_;
};

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_FAULTS_HISTORY_SCRIPT_H_
