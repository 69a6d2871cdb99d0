// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ConsentHistory: one random history of a queue: people consent and revoke, retention ends, clocks
// are set, policies change, batches and evaluations go on through all of it, the server dies.
#ifndef WINNOW_TESTS_GOVERNANCE_CONSENT_CONSENT_HISTORY_H_
#define WINNOW_TESTS_GOVERNANCE_CONSENT_CONSENT_HISTORY_H_

#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/governance/consent/consent_world.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::testing {

// Used once, from one thread.
class ConsentHistory {
 public:
  // `name` is of this history alone.
  ConsentHistory(ConsentWorld& world, std::string name, uint32_t seed)
      : world_(world), name_(std::move(name)), random_(seed) {}

  void Play();

 private:
  struct Held {
    v1::RequestBatchResponse batch;
    v1::Purpose purpose = v1::PURPOSE_UNSPECIFIED;
  };

  uint32_t Below(uint32_t bound) { return static_cast<uint32_t>(random_() % bound); }
  bool OneIn(uint32_t n) { return Below(n) == 0; }
  std::string Scope(uint32_t i) const { return name_ + "-s" + std::to_string(i); }
  std::string Subject(uint32_t i) const;
  std::string Candidate(uint32_t i) const { return name_ + "-c" + std::to_string(i); }
  // What the active policy wants an item for, for so long.
  ConsentOracle::Use ActiveUse(int64_t needs_us) const;
  void Trace(const std::string& what) { world_.trace += ' ' + what; }

  void Begin();
  void Step();
  void StepOnItems();
  void StepOnConsent();
  void Register();
  void Upsert();
  void Request();
  void Renew();
  void Submit();
  void GiveBack();
  void Requeue();
  void ExportBatch();
  void ExportFrame();
  void Evaluate();
  void CheckPhase(const v1::Evaluation& evaluation);
  void Activate();
  void Revoke();
  void LetTimePass();

  static constexpr uint32_t kScopes = 3;
  static constexpr uint32_t kSubjects = 3;
  static constexpr uint32_t kCandidates = 5;

  ConsentWorld& world_;
  const std::string name_;
  std::mt19937 random_;
  WorldPolicy active_;
  std::set<std::string> accepted_;  // scopes, of a policy of this history's own
  std::vector<Held> held_;
  std::string evaluation_;  // the newest
};

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_GOVERNANCE_CONSENT_CONSENT_HISTORY_H_
