// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Simulations: what a policy would draw from a queue as it is now (governance.md G1).
#ifndef WINNOW_SERVER_LOOP_SIMULATIONS_H_
#define WINNOW_SERVER_LOOP_SIMULATIONS_H_

#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "server/ops/worker_pool.h"
#include "winnow/v1/policy_service.pb.h"

namespace winnow::loop {

// Thread-safe. Has one thread, on which one simulation after the other runs, so that their memory
// is that of one; its end waits for those that are under way.
class Simulations {
 public:
  explicit Simulations(Environment& environment) : environment_(environment) {}

  // POLICY_INVALID as CreatePolicyRevision and ActivatePolicyRevision; EVALUATION_OPEN while an
  // evaluation of the queue is not closed; OVERLOADED while others wait for their turn.
  void SimulatePolicy(const Caller& caller, const v1::SimulatePolicyRequest& request,
                      Done<v1::SimulatePolicyResponse> done);

 private:
  Environment& environment_;
  ops::WorkerPool pool_{{.threads = 1, .queue_tasks = 4}};
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_SIMULATIONS_H_
