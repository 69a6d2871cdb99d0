// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/quota.h"

#include <algorithm>
#include <cstddef>

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
  const bool reads_weights = kind == v1::ALLOCATION_KIND_WEIGHTED ||
                             kind == v1::ALLOCATION_KIND_NEYMAN ||
                             kind == v1::ALLOCATION_KIND_POWER;
  lane.weight = reads_weights ? slice.weight : 1;
  // Under BY_SCORE the slots above the minima belong to no slice yet.
  if (kind == v1::ALLOCATION_KIND_BY_SCORE) lane.hi = lane.lo;
  return lane;
}

// True for each lane in a group that has no slot left beside `given`.
std::vector<bool> InFullGroup(GroupRoom room, absl::Span<const uint64_t> given) {
  std::vector<bool> is_full(given.size(), false);
  if (room.empty()) return is_full;
  for (size_t i = 0; i < given.size(); ++i) room.Take(i, given[i]);
  for (size_t i = 0; i < given.size(); ++i) is_full[i] = !room.Has(i);
  return is_full;
}

// True if supply kept no lane from a slot, so that with candidates without end all would have as
// many.
bool IsUnhindered(absl::Span<const Lane> lanes, absl::Span<const Lane> wishes,
                  absl::Span<const uint64_t> given) {
  bool is_unhindered = true;
  for (size_t i = 0; i < given.size(); ++i) {
    const bool has_room = given[i] < lanes[i].hi || lanes[i].hi == wishes[i].hi;
    is_unhindered &= has_room && lanes[i].lo == wishes[i].lo;
  }
  return is_unhindered;
}

// Sets what `quota` asked for and what keeps it from that.
void SetShortfall(const SliceDemand& slice, uint64_t asked, bool in_full_group, SliceQuota& quota) {
  quota.asked = asked;
  if (asked <= quota.slots) return;
  quota.shortfall = asked - quota.slots;
  quota.reason = SupplyReason(slice.supply, asked);
  if (in_full_group && quota.slots < slice.supply.eligible) {
    quota.reason = v1::SHORTFALL_REASON_GROUP_CAPACITY;
  } else if (quota.reason == v1::SHORTFALL_REASON_UNSPECIFIED) {
    quota.reason = v1::SHORTFALL_REASON_BATCH_TOO_SMALL;
  }
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
                                  uint64_t batch, const GroupRoom& room) {
  batch = std::min(batch, kMaxSlots);
  const Divisor divisor = DivisorOf(kind);
  std::vector<SliceQuota> quotas(slices.size());
  std::vector<Lane> lanes;
  std::vector<Lane> wishes;  // with candidates without end
  lanes.reserve(slices.size());
  wishes.reserve(slices.size());
  for (size_t i = 0; i < slices.size(); ++i) {
    const uint64_t ceiling = Ceiling(slices[i].rule, batch);
    quotas[i].hi = std::min(ceiling, slices[i].supply.eligible);
    quotas[i].lo = std::min(uint64_t{slices[i].rule.min}, quotas[i].hi);
    lanes.push_back(LaneOf(kind, slices[i], quotas[i].hi));
    wishes.push_back(LaneOf(kind, slices[i], ceiling));
  }
  const std::vector<uint64_t> given = GiveSlots(divisor, lanes, batch, room);
  const std::vector<bool> in_full_group = InFullGroup(room, given);
  const bool is_hindered =
      std::find(in_full_group.begin(), in_full_group.end(), true) != in_full_group.end() ||
      !IsUnhindered(lanes, wishes, given);
  const std::vector<uint64_t> wished = is_hindered ? GiveSlots(divisor, wishes, batch) : given;
  for (size_t i = 0; i < slices.size(); ++i) {
    quotas[i].slots = given[i];
    SetShortfall(slices[i], std::max(wished[i], wishes[i].lo), in_full_group[i], quotas[i]);
  }
  return quotas;
}

}  // namespace winnow::selection
