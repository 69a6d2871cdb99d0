// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_SERVER_SHARD_RANDOM_LIFE_H_
#define WINNOW_TESTS_SERVER_SHARD_RANDOM_LIFE_H_

#include <random>
#include <string>
#include <vector>

#include "tests/server/shard/commands.h"
#include "tests/server/shard/shard_bed.h"

namespace winnow::shard::testing {

// A shard that lives through random commands on one queue.
class RandomLife {
 public:
  explicit RandomLife(uint32_t seed) : random_(seed) {}

  // Makes the queue, the registry and a policy.
  void Begin();
  // One random command; time may pass before it.
  void Step();

  ShardBed& bed() { return bed_; }
  const std::vector<RequestKey>& requests() const { return requests_; }

  // A candidate out of a small set of ids, with random metadata: now and then quarantined,
  // sensitive, soon to expire, of an unknown source or scope, or a duplicate.
  v1::Candidate RandomCandidate();
  v1::Signal RandomSignal();
  v1::ReviewPolicy RandomPolicy();
  // A number from 0 to n - 1.
  uint32_t Below(uint32_t n) { return std::uniform_int_distribution<uint32_t>(0, n - 1)(random_); }
  bool OneIn(uint32_t n) { return Below(n) == 0; }

 private:
  void Grant(Commands& commands);
  void EndOrLabel(Commands& commands);
  void Remember(ShardState& state, Commands& commands);
  void ConfigureSlice(ShardState& state, Commands& commands);
  void AdvanceWriter(ShardState& state, Commands& commands);
  void Register(Commands& commands);

  std::mt19937 random_;
  ShardBed bed_;
  std::vector<RequestKey> requests_;
};

}  // namespace winnow::shard::testing

#endif  // WINNOW_TESTS_SERVER_SHARD_RANDOM_LIFE_H_
