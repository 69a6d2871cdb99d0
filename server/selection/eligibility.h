// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Who is in the frame (selection.md S3): sixteen small rules and one runner. An ineligible
// candidate is in no cell and in no count N.
#ifndef WINNOW_SERVER_SELECTION_ELIGIBILITY_H_
#define WINNOW_SERVER_SELECTION_ELIGIBILITY_H_

#include <cstdint>
#include <vector>

#include "server/selection/consent.h"
#include "server/selection/policy.h"
#include "server/selection/types.h"
#include "winnow/v1/candidate.pb.h"

namespace winnow::selection {

// What the rules need to know about a candidate. The default is in no frame.
struct CandidateFacts {
  bool quarantined = false;
  bool retired = false;
  const ConsentScopeFacts* consent_scope = nullptr;  // null: not registered
  bool consent_revoked = false;
  int64_t retain_until_us = 0;
  bool sensitive = false;
  bool source_registered = false;
  bool rubric_known = false;
  bool control_item = false;  // gold or anchor
  v1::Split split = v1::SPLIT_UNSPECIFIED;
  Micros slice_launch_weight = 0;
  bool duplicate = false;  // another member of its group represents it, is leased or is labelled
  bool labeled = false;    // has the labels that the policy asks for
  bool leased = false;
  bool dead_lettered = false;
  bool held_for_evaluation = false;  // in the sample of an open evaluation or outside its frame
};

// What the rules compare with. `policy` outlives it.
struct FrameRules {
  FrameRules(const CompiledPolicy& compiled, int64_t now);

  const CompiledPolicy& policy;
  int64_t now_us;
  // A candidate whose retention ends before this could expire while people work on it: now, the
  // longest lease and the label turnaround.
  int64_t retain_at_least_us;
};

// The first reason that keeps the candidate out, in the order of S3; UNSPECIFIED if none does.
v1::ExclusionReason FirstExclusion(const CandidateFacts& candidate, const FrameRules& rules);

// Every such reason, in that order.
std::vector<v1::ExclusionReason> AllExclusions(const CandidateFacts& candidate,
                                               const FrameRules& rules);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_ELIGIBILITY_H_
