// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ConsentWorld: the loop over two shards and the memory engine, in which many histories happen one
// after the other, each in a queue of its own, and what they counted.
#ifndef WINNOW_TESTS_GOVERNANCE_CONSENT_CONSENT_WORLD_H_
#define WINNOW_TESTS_GOVERNANCE_CONSENT_CONSENT_WORLD_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/governance/consent/consent_oracle.h"
#include "tests/server/loop/loop_bed.h"

namespace winnow::testing {

// What happened to items, and which of it was forbidden.
struct ConsentTally {
  uint64_t histories = 0;
  uint64_t commands = 0;
  uint64_t restarts = 0;
  std::map<std::string, uint64_t> uses;  // by what was done with the item
  uint64_t violations = 0;
  std::vector<std::string> findings;  // the first of them

  void Merge(const ConsentTally& other);
};

// A policy of the world, and what a history has to know of it.
struct WorldPolicy {
  std::string name;
  v1::Purpose purpose = v1::PURPOSE_UNSPECIFIED;
  int64_t needs_us = 0;  // from a lease on
};

class ConsentWorld {
 public:
  ConsentWorld();

  loop::testing::LoopBed& bed() { return *bed_; }
  ConsentOracle& oracle() { return oracle_; }
  ConsentTally& tally() { return tally_; }
  const std::vector<WorldPolicy>& policies() const { return policies_; }

  // Time passes, or the clock is set, for the server and the oracle.
  void Pass(absl::Duration time);
  void Jump(absl::Duration by);
  // The server starts again from what is durable.
  void Restart();
  // Commits a revocation in the control shard alone, as a server does that dies right after it.
  void RevokeAndDie(const std::string& subject, const std::string& scope);
  // An item was used: counts that, and whether the oracle allows it.
  void Use(const std::string& what, const std::string& id, const ConsentOracle::Use& use);

  // Of the history that is under way, for findings.
  std::string trace;

 private:
  void AddPolicy(const std::string& id, const std::string& text);
  void LookAtClock();

  std::unique_ptr<loop::testing::LoopBed> bed_;
  ConsentOracle oracle_;
  ConsentTally tally_;
  std::vector<WorldPolicy> policies_;
};

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_GOVERNANCE_CONSENT_CONSENT_WORLD_H_
