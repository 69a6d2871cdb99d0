// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Evaluations: frozen frames and their master samples (selection.md S9.1). What hands a sample out
// is RequestBatch (hand_out.h).
//
// The frozen frame is kept exactly: one bit per arrival says who was eligible at the freeze. While
// the evaluation is open, everything that is outside of it or in the sample is held out of the
// queue's frame, so that the frame at any later moment, after a restart too, is what an extension
// may draw from: the members that are in no earlier phase and are eligible still. Sizes are those
// at the draw, so the probabilities of each phase are exact given the phases before it.
#ifndef WINNOW_SERVER_LOOP_EVALUATIONS_EVALUATIONS_H_
#define WINNOW_SERVER_LOOP_EVALUATIONS_EVALUATIONS_H_

#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "server/shard/queue_state.h"
#include "winnow/v1/release_service.pb.h"

namespace winnow::loop {

// Thread-safe.
class Evaluations {
 public:
  explicit Evaluations(Environment& environment) : environment_(environment) {}

  void CreateEvaluation(const Caller& caller, const v1::CreateEvaluationRequest& request,
                        Done<v1::CreateEvaluationResponse> done);
  void ExtendEvaluation(const Caller& caller, const v1::ExtendEvaluationRequest& request,
                        Done<v1::ExtendEvaluationResponse> done);
  void CloseEvaluation(const Caller& caller, const v1::CloseEvaluationRequest& request,
                       Done<v1::CloseEvaluationResponse> done);
  void GetEvaluation(const Caller& caller, const v1::GetEvaluationRequest& request,
                     Done<v1::GetEvaluationResponse> done);
  void ListEvaluations(const Caller& caller, const v1::ListEvaluationsRequest& request,
                       Done<v1::ListEvaluationsResponse> done);

 private:
  Environment& environment_;
};

// EVALUATION_OPEN while an evaluation of the queue is not closed: policy and releases under test,
// which its sample was drawn under, stay until then.
absl::Status CheckNoEvaluation(const shard::QueueState& queue);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_EVALUATIONS_EVALUATIONS_H_
