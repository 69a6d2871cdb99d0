// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Policies from outside may hold anything: damaged ones are refused or compile into something
// sound.
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/stubs/logging.h"
#include "gtest/gtest.h"
#include "server/selection/builtin_policies.h"
#include "server/selection/policy.h"
#include "server/selection/policy_validation.h"
#include "server/selection/score.h"

namespace winnow::selection {
namespace {

double Odd(std::mt19937_64& random) {
  static const double odd[] = {0,
                               -0.0,
                               1,
                               -1,
                               0.5,
                               1e-7,
                               1e9,
                               -1e9,
                               1e300,
                               1000,
                               0x1p63,
                               1e-320,
                               0.2,
                               -1e300,
                               std::numeric_limits<double>::infinity(),
                               -std::numeric_limits<double>::infinity(),
                               std::numeric_limits<double>::quiet_NaN()};
  return odd[random() % std::size(odd)];
}

// Numbers at and beyond every limit, in every place.
v1::ReviewPolicy Odd(v1::ReviewPolicy policy, std::mt19937_64& random) {
  const auto hit = [&random] { return random() % 6 == 0; };
  for (int i = 0; i < 3; ++i) *policy.add_signal_terms() = policy.signal_terms(i % 2);
  for (int i = 0; i < policy.signal_terms_size(); ++i) {
    v1::SignalTerm& term = *policy.mutable_signal_terms(i);
    term.set_name(absl::StrCat("t", i));
    if (hit()) term.set_clamp_low(Odd(random));
    if (hit()) term.set_clamp_high(Odd(random));
    if (hit()) term.set_weight(Odd(random));
    if (hit()) term.set_missing_value(Odd(random));
    if (hit()) term.add_knots()->set_x(Odd(random));
    if (hit()) term.add_knots()->set_y(Odd(random));
  }
  if (hit()) policy.mutable_eligibility()->set_sensitive_penalty(Odd(random));
  if (hit()) policy.mutable_slice_terms()->set_launch_weight_factor(Odd(random));
  if (hit()) policy.mutable_exploration()->set_share(Odd(random));
  if (hit()) policy.mutable_exploration()->add_size_knots()->set_y(Odd(random));
  if (hit()) {
    policy.mutable_lease()->mutable_max_lease()->set_seconds(static_cast<int64_t>(random()));
  }
  if (hit()) policy.mutable_allocation()->mutable_default_quota()->set_max_share(Odd(random));
  for (uint64_t i = 0; hit() && i < 4; ++i) {
    v1::SliceGroup* group = policy.mutable_allocation()->add_groups();
    group->set_name(std::string(1, static_cast<char>('a' + random() % 6)));
    if (hit()) group->set_parent(std::string(1, static_cast<char>('a' + random() % 6)));
    if (hit()) group->set_max_share(Odd(random));
    if (hit()) group->add_slices("s");
  }
  return policy;
}

std::string Damaged(std::string bytes, std::mt19937_64& random) {
  for (uint64_t i = 0; i < 1 + random() % 4; ++i) {
    bytes[random() % bytes.size()] = static_cast<char>(random());
  }
  return bytes;
}

void ExpectSound(const v1::ReviewPolicy& policy) {
  const PolicyContext queue;
  const bool is_valid = ValidatePolicy(policy, &queue).empty();
  const absl::StatusOr<CompiledPolicy> compiled = CompilePolicy(policy, queue);
  ASSERT_EQ(compiled.ok(), is_valid) << compiled.status();
  if (!is_valid) return;
  ASSERT_LE(compiled->range.min, compiled->range.max);
  for (const Micros micros :
       {Micros{0}, Micros{-1'000'000'000'000'000}, Micros{1'000'000'000'000'000}}) {
    const std::vector<SignalValue> values(compiled->terms.size(), {true, micros});
    const Micros score = Score(*compiled, values, true);
    ASSERT_GE(score, compiled->range.min);
    ASSERT_LE(score, compiled->range.max);
    ASSERT_GE(compiled->exploration.SizeOf(score), 1);
    ASSERT_LE(compiled->exploration.SizeOf(score), 2'000 * kMicrosPerUnit);
  }
}

TEST(PolicyFuzz, RefusesOrCompilesPoliciesWithOddNumbers) {
  int valid = 0;
  for (uint64_t seed = 1; seed <= 5000; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    const v1::ReviewPolicy policy = Odd(*FindBuiltinPolicy("lab-v0"), random);
    valid += ValidatePolicy(policy, nullptr).empty();
    ASSERT_NO_FATAL_FAILURE(ExpectSound(policy));
  }
  EXPECT_GT(valid, 100) << "the test must reach the compiler too";
}

TEST(PolicyFuzz, RefusesOrCompilesPoliciesWithDamagedBytes) {
  const google::protobuf::LogSilencer silencer;  // of the complaints about invalid UTF-8
  const std::string bytes = CanonicalPolicyBytes(*FindBuiltinPolicy("lab-v0"));
  for (uint64_t seed = 1; seed <= 5000; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    v1::ReviewPolicy policy;
    if (!policy.ParseFromString(Damaged(bytes, random))) continue;
    ASSERT_NO_FATAL_FAILURE(ExpectSound(policy));
    ASSERT_EQ(CanonicalPolicyBytes(policy), CanonicalPolicyBytes(policy));
  }
}

}  // namespace
}  // namespace winnow::selection
