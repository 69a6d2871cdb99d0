// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Quotas: how the slots of a batch are shared among slices (selection.md S4).
#ifndef WINNOW_SERVER_SELECTION_QUOTA_H_
#define WINNOW_SERVER_SELECTION_QUOTA_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "server/selection/group_room.h"
#include "server/selection/policy.h"
#include "winnow/v1/batch.pb.h"

namespace winnow::selection {

// The largest batch that is shared out; a larger one is cut to it.
inline constexpr uint64_t kMaxSlots = uint64_t{1} << 30;

// The candidates of a slice, each counted once.
struct SliceSupply {
  uint64_t eligible = 0;  // in the frame
  uint64_t leased = 0;    // out of it as LEASED
  uint64_t filtered = 0;  // out of it for any other reason
};

// A slice that takes part in a batch.
struct SliceDemand {
  SliceSupply supply;
  QuotaRule rule;
  // Under WEIGHTED SliceWeight, under NEYMAN NeymanWeight, under POWER PowerWeight times
  // SliceFactor. EQUAL and BY_SCORE do not read it.
  uint64_t weight = 0;
};

// What a slice gets. The shortfall compares with what the policy would give it if every slice had
// candidates without end and every group had room.
struct SliceQuota {
  uint64_t lo = 0;     // min(min, hi)
  uint64_t hi = 0;     // min(max, share of the batch, eligible)
  uint64_t slots = 0;  // under BY_SCORE lo as far as the batch reaches: the rest goes by score
  uint64_t asked = 0;
  uint64_t shortfall = 0;  // asked, less slots
  v1::ShortfallReason reason = v1::SHORTFALL_REASON_UNSPECIFIED;
};

// One quota per slice, in the order of `slices`, which is that of their ids: ties go to the earlier
// one. The sum of `slots` is the smaller of `batch` and what the slices can take within their
// groups, for which `room` has the capacities. For fixed lo, hi and capacities a larger batch never
// takes a slot away from a slice; shares of the batch grow with it, and can. A slice of weight 0
// gets its minimum and no more.
std::vector<SliceQuota> Apportion(v1::AllocationKind kind, absl::Span<const SliceDemand> slices,
                                  uint64_t batch, const GroupRoom& room = GroupRoom());

// Why a slice got fewer than `asked` for want of candidates: LEASED if those in open batches would
// do, FILTERED if those that eligibility keeps out would do as well, else NO_SUPPLY. A slice with
// nothing in the frame names what holds most of its candidates. UNSPECIFIED if the frame has
// enough.
v1::ShortfallReason SupplyReason(const SliceSupply& supply, uint64_t asked);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_QUOTA_H_
