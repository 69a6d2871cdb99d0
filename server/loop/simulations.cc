// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/simulations.h"

#include <memory>
#include <utility>

#include "server/loop/error.h"
#include "server/loop/policy_catalog.h"
#include "server/loop/policy_simulation.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/resource_name.h"
#include "server/selection/policy_validation.h"

namespace winnow::loop {
namespace {

// The revision that a request names, or its rules as one without a name.
absl::StatusOr<storage::v1::PolicyRevisionRecord> ProposedOf(
    const shard::RegistrySnapshot& registry, const v1::SimulatePolicyRequest& request) {
  if (request.policy().empty() != request.has_rules()) {
    return FieldsInvalid({{"policy", "or rules must be set, and not both"}});
  }
  if (!request.has_rules()) {
    const auto name = ParsePolicyName(request.policy(), "policy");
    if (!name.ok()) return name.status();
    return FindRevision(registry, *name);
  }
  absl::Status valid = CheckViolations(selection::ValidatePolicy(request.rules(), nullptr));
  if (!valid.ok()) return valid;
  storage::v1::PolicyRevisionRecord rules;
  *rules.mutable_policy() = request.rules();
  return rules;
}

}  // namespace

void Simulations::SimulatePolicy(const Caller& caller, const v1::SimulatePolicyRequest& request,
                                 Done<v1::SimulatePolicyResponse> done) {
  auto queue_id = ParseQueueName(request.queue(), "queue");
  if (!queue_id.ok()) return done(queue_id.status());
  const auto shard = ShardOfQueue(environment_.shards, *queue_id);
  if (!shard.ok()) return done(shard.status());
  auto proposed = ProposedOf(*environment_.shards.registry().Get(), request);
  if (!proposed.ok()) return done(proposed.status());
  auto simulation = std::make_shared<PolicySimulation>(
      environment_, PolicySimulation::Order{.shard = **shard,
                                            .queue_id = *std::move(queue_id),
                                            .proposed = *std::move(proposed),
                                            .items = request.max_items(),
                                            .gone = caller.gone});
  auto waiting = std::make_shared<Done<v1::SimulatePolicyResponse>>(std::move(done));
  if (pool_.TrySubmit([simulation, waiting] { simulation->Run(std::move(*waiting)); })) return;
  (*waiting)(
      Overloaded(absl::Seconds(5), "Other simulations wait for their turn. Wait and call again."));
}

}  // namespace winnow::loop
