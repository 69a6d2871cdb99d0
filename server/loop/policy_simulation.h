// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// PolicySimulation: a draw under other rules beside one under the active policy, from one moment of
// a queue, without any effect.
#ifndef WINNOW_SERVER_LOOP_POLICY_SIMULATION_H_
#define WINNOW_SERVER_LOOP_POLICY_SIMULATION_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "server/selection/draw.h"
#include "server/shard/frame_shadow.h"
#include "winnow/v1/policy_service.pb.h"

namespace winnow::loop {

// One call of SimulatePolicy. The rules get a shadow of the queue's frame, built in portions while
// the queue serves on; both draws are made in one step after the last portion, under one seed that
// no draw that counts can have. Reviewer capacity is left out: it says how much can be drawn, not
// what. Leases that are over but have not ended yet count as leases. Used once.
class PolicySimulation {
 public:
  struct Order {
    shard::Shard& shard;
    std::string queue_id;
    storage::v1::PolicyRevisionRecord proposed;  // without a policy id: rules that are no revision
    uint64_t items = 0;
    const std::atomic<bool>* gone = nullptr;  // as of Caller
  };
  PolicySimulation(Environment& environment, Order order)
      : environment_(environment), order_(std::move(order)) {}

  // Blocks until the draws are made, and rests half of the time. Stops when nobody waits for the
  // answer, and when the rules change faster than scores are built.
  void Run(Done<v1::SimulatePolicyResponse> done);

 private:
  absl::Status Begin(const shard::ShardState& state);
  // Builds the shadow to its end.
  absl::Status Build();
  absl::Status Compare(const shard::ShardState& state, v1::SimulatePolicyResponse& response);
  // Refuses a size that one of the two policies does not allow.
  absl::Status CheckItems(const selection::CompiledPolicy& policy, absl::string_view whose) const;
  // A draw from `frame`, which is the queue's or its shadow.
  selection::DrawResult Draw(const shard::ShardState& state, const shard::QueueState& queue,
                             const shard::Frame& frame, v1::SimulatedDraw& out);
  bool IsGone() const { return order_.gone != nullptr && *order_.gone; }

  Environment& environment_;
  const Order order_;
  uint64_t index_epoch_ = 0;  // of the queue when the shadow began
  std::unique_ptr<shard::FrameShadow> shadow_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_POLICY_SIMULATION_H_
