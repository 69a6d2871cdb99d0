// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// CompiledPolicy: a review policy (governance.md G1) in the form that the sampler reads: every
// number in fixed point, every default filled in, every name resolved for one queue.
#ifndef WINNOW_SERVER_SELECTION_POLICY_H_
#define WINNOW_SERVER_SELECTION_POLICY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/selection/group_rules.h"
#include "server/selection/lease_rules.h"
#include "server/selection/piecewise_linear.h"
#include "server/selection/term.h"
#include "server/selection/types.h"
#include "winnow/v1/policy.pb.h"
#include "winnow/v1/queue.pb.h"

namespace winnow::selection {

// Weights of the terms that are constant within a slice (S2.2). None is negative.
struct SliceTermWeights {
  Micros coverage_gap = 0;
  Micros coverage_threshold = 0;
  Micros recent_regression = 0;
  Micros launch_weight_factor = 0;
};

// Bounds and weight of a slice as the policy states them.
struct QuotaRule {
  uint32_t min = 0;
  std::optional<uint32_t> max;
  std::optional<Micros> max_share;
  std::optional<Micros> weight;  // none: launch weight x (1 + slice terms)
  uint32_t priority_class = 0;
};

// How often one key of an attribute may appear; 0 is no bound.
struct CapRule {
  uint32_t attribute = 0;  // index into the declared attributes of the queue
  uint32_t per_batch = 0;
  uint32_t per_slice = 0;
  uint32_t per_window = 0;  // within `window`, earlier batches of the queue included
  absl::Duration window = absl::ZeroDuration();
};

// Candidates that cannot change a comparison (S5.4): those for which the signal of a term is there
// and is 0.
struct KnownZeroRule {
  uint32_t term = 0;       // index into the terms of the policy
  Micros audit_share = 0;  // of a slice's random draws, 0 to 1'000'000
};

// Random draws (S5.3). The size measure of a candidate is floor + size(score): at least 1 and at
// most 2e9 Micros, so that the sum over 2^32 candidates fits in 64 bits.
struct ExplorationRules {
  Micros share = 0;  // of the batch, 0 to 1'000'000
  Micros floor = kMicrosPerUnit;
  std::optional<PiecewiseLinear> size;  // none is 0
  std::optional<KnownZeroRule> known_zero;

  Micros audit_share() const { return known_zero.has_value() ? known_zero->audit_share : 0; }
  Micros SizeOf(Micros score) const { return floor + (size.has_value() ? size->At(score) : 0); }
};

// Most items in open batches; 0 is no bound.
struct CapacityRules {
  uint32_t queue_items = 0;
  uint32_t labeler_items = 0;
};

// Gold and anchor items per drawn item, 0 to 200'000 Micros each. They are no part of a draw.
struct ControlRules {
  Micros gold = 0;
  Micros anchor = 0;

  bool any() const { return gold > 0 || anchor > 0; }
};

// Immutable once compiled; safe to read from many threads.
struct CompiledPolicy {
  v1::Purpose purpose = v1::PURPOSE_UNSPECIFIED;
  std::vector<Term> terms;
  SliceTermWeights slice_terms;
  v1::SensitiveHandling sensitive = v1::SENSITIVE_HANDLING_EXCLUDE;
  Micros sensitive_penalty = 0;                     // 0 unless sensitive is PENALIZE
  absl::flat_hash_set<std::string> consent_scopes;  // empty: every registered one
  absl::flat_hash_set<int> splits;                  // v1::Split, never empty
  v1::AllocationKind allocation = v1::ALLOCATION_KIND_UNSPECIFIED;
  QuotaRule default_quota;
  absl::flat_hash_map<std::string, QuotaRule> quotas;  // by slice id
  GroupRules groups;
  std::vector<CapRule> caps;
  ExplorationRules exploration;
  CapacityRules capacity;
  ControlRules control;
  LeaseRules lease;
  uint32_t required_labels = 1;
  bool break_ties_by_id = false;
  Micros age_boost_per_day = 0;
  // Arrival of a candidate that the age boost leaves as it is, in microseconds: set by whoever
  // builds scores, to the moment of that.
  int64_t age_anchor_us = 0;
  ScoreRange range;  // of scores without slice terms and age, as far as buckets tell them apart

  // The rule of a slice: its own, or the default.
  const QuotaRule& QuotaOf(absl::string_view slice) const;
};

// What a policy is compiled for.
struct PolicyContext {
  // Declared attributes of the queue, in the order that candidates store their keys in.
  std::vector<std::string> attributes;
  // The queue's pair; none leaves terms with `use_release_under_test` without one.
  std::optional<v1::ReleaseUnderTest> release_under_test;
};

// INVALID_ARGUMENT with the first problem of ValidatePolicy, for the same context.
absl::StatusOr<CompiledPolicy> CompilePolicy(const v1::ReviewPolicy& policy,
                                             const PolicyContext& context);

// The bytes whose SHA-256 names a revision (S2.4). Two policies with the same rules in another
// order of quotas, groups, consent scopes or splits have the same bytes; unknown fields count.
std::string CanonicalPolicyBytes(const v1::ReviewPolicy& policy);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_POLICY_H_
