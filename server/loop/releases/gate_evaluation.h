// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// GateEvaluation: lets a gate judge a release, and keeps what it said.
#ifndef WINNOW_SERVER_LOOP_RELEASES_GATE_EVALUATION_H_
#define WINNOW_SERVER_LOOP_RELEASES_GATE_EVALUATION_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "server/loop/releases/release_change.h"
#include "server/loop/releases/release_place.h"
#include "server/loop/releases/slice_marks.h"
#include "server/shard/shard.h"
#include "winnow/v1/release.pb.h"

namespace winnow::loop {

// On the thread of releases; used once. All outlive it.
class GateEvaluation {
 public:
  GateEvaluation(Environment& environment, const Caller& caller, const CallId& call)
      : environment_(environment), caller_(caller), call_(call) {}

  // Stores the verdict as the newest of the release, marks slices of its queue in the same
  // mutation, then those of the queues that its training data are of and over which the caller may
  // manage releases, each in one of its own. `place` has the new number.
  absl::StatusOr<v1::ReleaseVerdict> Run(ReleasePlace& place);
  // For a call that was carried out before and is the newest: makes the marks that it may have left
  // out when it failed.
  absl::Status Repeat(const ReleasePlace& place, const v1::ReleaseVerdict& verdict);

  const shard::Position& position() const { return position_; }

 private:
  absl::Status Store(ReleasePlace& place, const SliceMarks& marks, v1::ReleaseVerdict& verdict);
  absl::Status MarkOthers(const ReleasePlace& place, const SliceMarks& marks);

  Environment& environment_;
  const Caller& caller_;
  const CallId& call_;
  shard::Position position_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_GATE_EVALUATION_H_
