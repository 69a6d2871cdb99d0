// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/quota.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "server/selection/divisor.h"
#include "server/selection/types.h"

namespace winnow::selection {
namespace {

// What the policy alone allows a slice in a batch.
uint64_t Ceiling(const QuotaRule& rule, uint64_t batch) {
  uint64_t most = batch;
  if (rule.max.has_value()) most = std::min(most, uint64_t{*rule.max});
  if (rule.max_share.has_value()) {
    most = std::min(most, batch * static_cast<uint64_t>(*rule.max_share) / kMicrosPerUnit);
  }
  return most;
}

Lane LaneOf(v1::AllocationKind kind, const SliceDemand& slice, uint64_t hi) {
  Lane lane;
  lane.hi = hi;
  lane.lo = std::min(uint64_t{slice.rule.min}, hi);
  lane.priority_class = slice.rule.priority_class;
  const bool reads_weights =
      kind == v1::ALLOCATION_KIND_WEIGHTED || kind == v1::ALLOCATION_KIND_NEYMAN;
  lane.weight = reads_weights ? slice.weight : 1;
  // Under BY_SCORE the slots above the minima belong to no slice yet.
  if (kind == v1::ALLOCATION_KIND_BY_SCORE) lane.hi = lane.lo;
  return lane;
}

// Positions of `slices` by id, which breaks ties.
std::vector<size_t> OrderById(absl::Span<const SliceDemand> slices) {
  std::vector<size_t> order(slices.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return slices[a].id < slices[b].id; });
  return order;
}

}  // namespace

v1::ShortfallReason SupplyReason(const SliceSupply& supply, uint64_t asked) {
  if (supply.eligible >= asked) return v1::SHORTFALL_REASON_UNSPECIFIED;
  const bool is_empty = supply.eligible == 0;
  const uint64_t with_leased = supply.eligible + supply.leased;
  if (with_leased >= asked || (is_empty && supply.leased > supply.filtered)) {
    return v1::SHORTFALL_REASON_LEASED;
  }
  if (with_leased + supply.filtered >= asked || (is_empty && supply.filtered > 0)) {
    return v1::SHORTFALL_REASON_FILTERED;
  }
  return v1::SHORTFALL_REASON_NO_SUPPLY;
}

std::vector<SliceQuota> Apportion(v1::AllocationKind kind, absl::Span<const SliceDemand> slices,
                                  uint64_t batch) {
  batch = std::min(batch, kMaxSlots);
  const Divisor divisor = DivisorOf(kind);
  const std::vector<size_t> order = OrderById(slices);
  std::vector<SliceQuota> quotas(slices.size());
  std::vector<Lane> lanes;
  std::vector<Lane> wishes;  // with candidates without end
  bool is_supplied = true;
  for (const size_t i : order) {
    const uint64_t ceiling = Ceiling(slices[i].rule, batch);
    quotas[i].hi = std::min(ceiling, slices[i].supply.eligible);
    quotas[i].lo = std::min(uint64_t{slices[i].rule.min}, quotas[i].hi);
    lanes.push_back(LaneOf(kind, slices[i], quotas[i].hi));
    wishes.push_back(LaneOf(kind, slices[i], ceiling));
    is_supplied &= quotas[i].hi == ceiling;
  }
  const std::vector<uint64_t> given = GiveSlots(divisor, lanes, batch);
  const std::vector<uint64_t> wished = is_supplied ? given : GiveSlots(divisor, wishes, batch);
  for (size_t rank = 0; rank < order.size(); ++rank) {
    const SliceDemand& slice = slices[order[rank]];
    SliceQuota& quota = quotas[order[rank]];
    quota.slots = given[rank];
    quota.asked = std::max(wished[rank], wishes[rank].lo);
    if (quota.asked <= quota.slots) continue;
    quota.shortfall = quota.asked - quota.slots;
    quota.reason = SupplyReason(slice.supply, quota.asked);
    if (quota.reason == v1::SHORTFALL_REASON_UNSPECIFIED) {
      quota.reason = v1::SHORTFALL_REASON_BATCH_TOO_SMALL;
    }
  }
  return quotas;
}

}  // namespace winnow::selection
