// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/trial/strategy.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/json_util.h"
#include "server/selection/builtin_policies.h"
#include "winnow/v1/policy_service.pb.h"

namespace winnow::simulation {
namespace {

constexpr absl::string_view kBaselines[] = {
    "random", "lowest-confidence", "lowest-confidence-per-slice", "uniform", "proportional"};
constexpr absl::string_view kVariants[] = {"no-probabilities", "no-quotas", "no-caps", "capped"};
constexpr uint32_t kCap = 3;

// All at random, every candidate of a slice alike.
v1::ReviewPolicy FlatPolicy(v1::AllocationKind allocation) {
  v1::ReviewPolicy policy;
  policy.set_purpose(v1::PURPOSE_EVALUATION);
  policy.mutable_allocation()->set_kind(allocation);
  policy.mutable_exploration()->set_share(1);
  return policy;
}

// 1 - confidence, nothing at random. What has no confidence is doubted most.
v1::ReviewPolicy DoubtPolicy(v1::AllocationKind allocation) {
  v1::ReviewPolicy policy;
  policy.set_purpose(v1::PURPOSE_TRAINING);
  v1::SignalTerm& term = *policy.add_signal_terms();
  term.set_name("doubt");
  term.set_signal("confidence");
  term.set_clamp_high(1);
  term.add_knots()->set_y(1);
  term.add_knots()->set_x(1);
  term.set_weight(1);
  policy.mutable_allocation()->set_kind(allocation);
  policy.mutable_exploration()->set_share(0);
  return policy;
}

Strategy Make(v1::ReviewPolicy policy, Estimation estimation) {
  Strategy strategy;
  strategy.policy = std::move(policy);
  strategy.estimation = estimation;
  return strategy;
}

std::optional<Strategy> Baseline(absl::string_view name) {
  if (name == "random") {
    Strategy random = Make(FlatPolicy(v1::ALLOCATION_KIND_EQUAL), Estimation::kPlain);
    random.knows_slices = false;
    return random;
  }
  if (name == "lowest-confidence")
    return Make(DoubtPolicy(v1::ALLOCATION_KIND_BY_SCORE), Estimation::kPlain);
  if (name == "lowest-confidence-per-slice")
    return Make(DoubtPolicy(v1::ALLOCATION_KIND_EQUAL), Estimation::kPlain);
  if (name == "uniform") return Make(FlatPolicy(v1::ALLOCATION_KIND_EQUAL), Estimation::kDesign);
  if (name == "proportional")
    return Make(FlatPolicy(v1::ALLOCATION_KIND_BY_SCORE), Estimation::kDesign);
  auto policy = selection::FindBuiltinPolicy(name);
  if (!policy.has_value()) return std::nullopt;
  // A ranking without random draws knows no probabilities.
  const bool any_random = !policy->has_exploration() || policy->exploration().share() > 0;
  return Make(*std::move(policy), any_random ? Estimation::kDesign : Estimation::kPlain);
}

bool Vary(absl::string_view variant, Strategy& strategy) {
  v1::ReviewPolicy& policy = strategy.policy;
  if (variant == "no-probabilities") {
    strategy.estimation = Estimation::kPlain;
  } else if (variant == "no-quotas") {
    policy.mutable_allocation()->Clear();
    policy.mutable_allocation()->set_kind(v1::ALLOCATION_KIND_BY_SCORE);
  } else if (variant == "no-caps") {
    policy.clear_caps();
  } else if (variant == "capped") {
    v1::Cap& cap = *policy.add_caps();
    cap.set_attribute(std::string(kClusterAttribute));
    cap.set_per_batch(kCap);
  } else {
    return false;
  }
  return true;
}

absl::Status Unknown(absl::string_view name) {
  return absl::InvalidArgumentError(
      absl::StrCat("there is no policy ", name, "; there are ", absl::StrJoin(kBaselines, ", "),
                   ", ", absl::StrJoin(selection::BuiltinPolicyIds(), ", "), ", each also with /",
                   absl::StrJoin(kVariants, ", /"), ", or the path of a policy in JSON"));
}

// A policy by itself, a revision as a server shows it, or the document that one is created from.
absl::StatusOr<v1::ReviewPolicy> PolicyOf(absl::string_view name, const std::string& json) {
  v1::ReviewPolicy policy;
  v1::GetPolicyRevisionResponse shown;
  v1::CreatePolicyRevisionRequest created;
  const auto status = google::protobuf::util::JsonStringToMessage(json, &policy);
  if (status.ok()) return policy;
  if (google::protobuf::util::JsonStringToMessage(json, &shown).ok())
    return shown.policy_revision().policy();
  if (google::protobuf::util::JsonStringToMessage(json, &created).ok()) return created.policy();
  return absl::InvalidArgumentError(
      absl::StrCat(name, ": is no review policy in JSON: ", std::string(status.message())));
}

}  // namespace

std::vector<std::string> DefaultStrategies() {
  return {"random",
          "lowest-confidence",
          "lowest-confidence-per-slice",
          "uniform",
          "proportional",
          "lab-v0",
          "asr-training",
          "asr-training/capped",
          "release-evaluation",
          "release-evaluation/no-probabilities",
          "release-evaluation/no-quotas"};
}

absl::StatusOr<Strategy> FindStrategy(absl::string_view name) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  auto strategy = Baseline(parts.front());
  if (!strategy.has_value()) return Unknown(name);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (!Vary(parts[i], *strategy)) return Unknown(name);
  }
  strategy->name = std::string(name);
  return *std::move(strategy);
}

absl::StatusOr<Strategy> StrategyOfPolicy(absl::string_view name, const std::string& json) {
  auto read = PolicyOf(name, json);
  if (!read.ok()) return read.status();
  v1::ReviewPolicy policy = *std::move(read);
  const bool any_random = !policy.has_exploration() || policy.exploration().share() > 0;
  Strategy strategy =
      Make(std::move(policy), any_random ? Estimation::kDesign : Estimation::kPlain);
  strategy.name = std::string(name);
  return strategy;
}

}  // namespace winnow::simulation
