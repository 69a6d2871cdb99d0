// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Small commands on a shard: each changes the state in memory and writes the rows that recovery
// rebuilds it from, as the verbs of the loop do.
#ifndef WINNOW_TESTS_SERVER_SHARD_COMMANDS_H_
#define WINNOW_TESTS_SERVER_SHARD_COMMANDS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "server/shard/mutation.h"
#include "server/shard/shard_state.h"
#include "winnow/v1/candidate.pb.h"
#include "winnow/v1/policy.pb.h"

namespace winnow::shard::testing {

inline constexpr char kQueue[] = "q";

// A policy for training with the term `confidence`, one required label, leases of a day at most and
// nothing else.
v1::ReviewPolicy PlainPolicy();
// A candidate that PlainPolicy takes in, of source `src`, scope `scope` and slice `a`.
v1::Candidate PlainCandidate(const std::string& id);
v1::Signal SignalAt(const std::string& name, double value, absl::Time time);

// One command under way.
class Commands {
 public:
  Commands(ShardState& state, MutationLog& log) : state_(state), log_(log) {}

  QueueState& AddQueue(const std::string& id = kQueue);
  // Registers source `src` and consent scope `scope`, which allows training.
  void AddPlainRegistry();
  void AddSource(const std::string& id);
  void AddScope(const std::string& id, const v1::ConsentScope& scope);
  // At once, or left to BuildShadows.
  enum class Scoring { kAtOnce, kInPortions };
  void Activate(const v1::ReviewPolicy& policy, Scoring scoring = Scoring::kAtOnce);
  CandidateNo Put(const v1::Candidate& candidate);
  void Push(const std::vector<std::pair<CandidateNo, v1::Signal>>& signals);
  BatchNo Grant(const std::string& labeler, const std::vector<CandidateNo>& candidates);
  void Label(BatchNo batch, uint32_t position, const std::string& annotator);
  // Gives back what is open and closes the batch.
  void Close(BatchNo batch, v1::BatchState state);

  QueueState& queue() { return *state_.FindQueue(kQueue); }

  // Hands a mutation with these writes to the shard.
  void Add(storage::WriteSet writes, const std::string& method);

 private:
  void Register(const RegistrySnapshot& snapshot);

  ShardState& state_;
  MutationLog& log_;
};

}  // namespace winnow::shard::testing

#endif  // WINNOW_TESTS_SERVER_SHARD_COMMANDS_H_
