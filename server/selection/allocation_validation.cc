// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/allocation_validation.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/selection/group_validation.h"
#include "server/selection/names.h"
#include "server/selection/types.h"

namespace winnow::selection {
namespace {

constexpr int kMaxQuotas = 10'000;
constexpr NumberRule kMaxShare = {1e-6, 1, "must be a finite number above 0 and at most 1"};
constexpr NumberRule kWeight = {0, 1000, "must be a finite number between 0 and 1000"};

struct Batch {
  v1::AllocationKind kind;
  uint32_t largest;
};

void ValidateBounds(const v1::SliceQuota& quota, const Batch& batch, const std::string& field,
                    ViolationList& out) {
  if (quota.has_max()) {
    out.Require(quota.min() <= quota.max(), field + ".min", "must be at most max");
  }
  out.Require(quota.min() <= batch.largest, field + ".min",
              "must be at most the largest batch, lease.max_items");
  if (quota.has_max_share() &&
      out.RequireNumber(quota.max_share(), kMaxShare, field + ".max_share")) {
    const Int128 most = Int128{ToMicros(quota.max_share())} * batch.largest / kMicrosPerUnit;
    out.Require(quota.min() <= most, field + ".min",
                "must be at most max_share of the largest batch, lease.max_items");
  }
  if (!quota.has_weight()) return;
  out.RequireNumber(quota.weight(), kWeight, field + ".weight");
  out.Require(batch.kind == v1::ALLOCATION_KIND_WEIGHTED, field + ".weight",
              "must be unset: only the allocation WEIGHTED reads weights");
}

bool IsKind(v1::AllocationKind kind) {
  return kind != v1::ALLOCATION_KIND_UNSPECIFIED && v1::AllocationKind_IsValid(kind);
}

}  // namespace

void ValidateAllocation(const v1::Allocation& allocation, uint32_t largest_batch,
                        ViolationList& out) {
  out.Require(IsKind(allocation.kind()), "allocation.kind",
              "is required: WEIGHTED, NEYMAN, POWER, EQUAL or BY_SCORE");
  const Batch batch = {allocation.kind(), largest_batch};
  out.Require(allocation.default_quota().slice().empty(), "allocation.default_quota.slice",
              "must be empty: the default holds for slices that quotas does not name");
  ValidateBounds(allocation.default_quota(), batch, "allocation.default_quota", out);
  if (!out.Require(allocation.quotas_size() <= kMaxQuotas, "allocation.quotas",
                   "must be at most 10,000 quotas")) {
    return;
  }
  std::set<absl::string_view> slices;
  uint64_t minima = 0;
  for (int i = 0; i < allocation.quotas_size(); ++i) {
    const v1::SliceQuota& quota = allocation.quotas(i);
    const std::string field = absl::StrCat("allocation.quotas[", i, "]");
    out.Require(IsId(quota.slice()), field + ".slice", "must be an id, [A-Za-z0-9_.:-]{1,64}");
    out.Require(slices.insert(quota.slice()).second, field + ".slice",
                "must be unique: a quota before names the same slice");
    ValidateBounds(quota, batch, field, out);
    minima += quota.min();
  }
  out.Require(minima <= largest_batch, "allocation.quotas",
              "must have minima that fit together into the largest batch, lease.max_items");
  ValidateGroups(allocation, largest_batch, out);
}

}  // namespace winnow::selection
