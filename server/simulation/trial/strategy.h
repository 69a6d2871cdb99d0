// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Strategy: one way to choose what is labelled, and to estimate from the labels.
#ifndef WINNOW_SERVER_SIMULATION_TRIAL_STRATEGY_H_
#define WINNOW_SERVER_SIMULATION_TRIAL_STRATEGY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "winnow/v1/policy.pb.h"

namespace winnow::simulation {

// How labels become an estimate.
enum class Estimation {
  // With the inclusion probabilities of the draw, as the server's gate does.
  kDesign,
  // Errors per unit of what was labelled in the slice, as if it had been drawn at random: all that
  // can be done where probabilities are not known. Right for random draws, biased for others.
  kPlain,
};

// A review policy, which the library of the server draws under, and an estimation.
struct Strategy {
  std::string name;
  v1::ReviewPolicy policy;
  Estimation estimation = Estimation::kDesign;
  bool knows_slices = true;  // false: all candidates are one slice of the draw
};

// Attributes of the candidates of a pool, for the caps of policies.
inline constexpr absl::string_view kClusterAttribute = "speaker";
inline constexpr absl::string_view kNearDuplicateAttribute = "near_duplicate";

// Strategies that a run compares where none are named.
std::vector<std::string> DefaultStrategies();

// A strategy by name:
// - random, lowest-confidence, lowest-confidence-per-slice, uniform, proportional;
// - a policy that comes with Winnow;
// - one of these, a slash and a variant: no-probabilities (estimation kPlain), no-quotas (slices
//   compete by size measure or score), no-caps, capped (at most 3 candidates of a speaker).
// INVALID_ARGUMENT for another name, with the names that there are.
absl::StatusOr<Strategy> FindStrategy(absl::string_view name);

// The strategy of a review policy in protobuf's JSON. INVALID_ARGUMENT where it is none.
absl::StatusOr<Strategy> StrategyOfPolicy(absl::string_view name, const std::string& json);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_TRIAL_STRATEGY_H_
