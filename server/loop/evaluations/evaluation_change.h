// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// EvaluationChange: what creating, extending and closing an evaluation do to a queue, each by one
// mutation.
#ifndef WINNOW_SERVER_LOOP_EVALUATIONS_EVALUATION_CHANGE_H_
#define WINNOW_SERVER_LOOP_EVALUATIONS_EVALUATION_CHANGE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "server/loop/environment.h"
#include "server/loop/request_replay.h"
#include "server/shard/mutation.h"
#include "server/shard/shard_state.h"
#include "winnow/v1/release_service.pb.h"

namespace winnow::loop {

// One call, under the shard's mutex. When it fails, nothing has changed. Used once.
class EvaluationChange {
 public:
  // What is changed; outlives the change.
  struct Target {
    Environment& environment;
    shard::ShardState& state;
    shard::QueueState& queue;
    const CallId& call;
  };
  EvaluationChange(const Target& target, shard::MutationLog& log) : target_(target), log_(log) {}

  // Errors: NO_ACTIVE_POLICY, PURPOSE_MISMATCH, RELEASES_MISMATCH, EVALUATION_OPEN, FRAME_EMPTY,
  // FIELD_INVALID.
  absl::Status Create(const v1::CreateEvaluationRequest& request);
  // Errors of both: EVALUATION_UNKNOWN, EVALUATION_CLOSED; of Extend: FRAME_EMPTY, FIELD_INVALID.
  absl::Status Extend(uint64_t number, const v1::ExtendEvaluationRequest& request);
  absl::Status Close(uint64_t number);

 private:
  absl::Status CheckPolicy(const v1::ReleaseUnderTest& releases) const;
  absl::Status CheckOpen(uint64_t number) const;
  // Takes a phase that was drawn into the evaluation's record and the book.
  void AddPhase(const storage::v1::BatchRecord& sample);
  // Judges a candidate anew.
  void Update(shard::CandidateNo no) {
    target_.queue.frame.Update(no, target_.state.now.latest_us());
  }
  // Logs the mutation that writes the evaluation as `record`.
  void Store(uint64_t number, const storage::v1::EvaluationRecord& record, std::string decision);

  const Target target_;
  shard::MutationLog& log_;
  shard::Mutation mutation_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_EVALUATIONS_EVALUATION_CHANGE_H_
