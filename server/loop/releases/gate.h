// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Gate: collects what a release rests on and lets the rules judge it (governance.md G4).
#ifndef WINNOW_SERVER_LOOP_RELEASES_GATE_H_
#define WINNOW_SERVER_LOOP_RELEASES_GATE_H_

#include <cstdint>
#include <memory>
#include <set>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/loop/environment.h"
#include "server/loop/releases/gate_estimates.h"
#include "server/loop/releases/outcome_book.h"
#include "server/loop/releases/release_place.h"
#include "server/loop/releases/release_sample.h"
#include "server/release/gate/gate_facts.h"
#include "server/selection/policy.h"
#include "winnow/v1/release.pb.h"

namespace winnow::loop {

// Reads the frame once, the sample, the outcomes and all members of the training data: seconds for
// millions of rows. On the thread of releases; used once.
class Gate {
 public:
  // All outlive the gate.
  Gate(Environment& environment, const ReleasePlace& place)
      : environment_(environment), place_(place) {}

  // The verdict without name, number, digest and what is done because of it. Errors: the engine's;
  // RUBRIC_UNKNOWN, POLICY_UNKNOWN.
  absl::StatusOr<v1::ReleaseVerdict> Judge();

 private:
  absl::Status ReadSampleAndOutcomes();
  // Which items nobody can judge, may not be used any more, or will never get an outcome.
  absl::Status ReadStandings();
  void ReadGivenUp(const shard::QueueState& queue);
  // The newest look of which all items are complete, or the first.
  void ChooseLook();
  uint64_t CompleteOf(uint64_t items) const;
  // Whether the declared looks cover this one.
  absl::Status CheckLooks();
  absl::Status Compare();
  // The rules that the sample was drawn under, known by their hash: under the name of a built-in
  // policy another program has others.
  absl::StatusOr<selection::CompiledPolicy> DrawnPolicy() const;
  void CountLabeled();
  // Lets the rules judge the facts; takes them.
  v1::ReleaseVerdict Describe();

  Environment& environment_;
  const ReleasePlace& place_;
  const v1::Rubric* rubric_ = nullptr;  // of the registry that is kept here
  std::shared_ptr<const shard::RegistrySnapshot> registry_;
  ReleaseSample sample_;
  LabelStandings labels_;
  OutcomeBook outcomes_;
  std::set<shard::CandidateNo> withheld_;
  std::set<shard::CandidateNo> given_up_;
  uint32_t look_ = 0;  // 0: none is due
  release::GateFacts facts_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_GATE_H_
