// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/hidden_draw.h"

#include "server/access/methods.h"

namespace winnow::loop {
namespace {

// What draws and labels move, but for the number of all candidates.
constexpr v1::CountKind kMoving[] = {v1::COUNT_KIND_AVAILABLE, v1::COUNT_KIND_LEASED,
                                     v1::COUNT_KIND_LABELED};

}  // namespace

bool HidesDraw(const Caller& caller, const shard::QueueState& queue) {
  return queue.frame.policy() != nullptr && queue.frame.policy()->control.any() &&
         !access::MayKnowControlItems(queue.record.queue_id(), caller.grants);
}

void LeaveOutDraw(v1::Manifest& manifest) {
  manifest.clear_seed();
  manifest.clear_draw_size();
  manifest.clear_selected();
  manifest.clear_eligible();
  manifest.clear_excluded();
  manifest.clear_quotas();
  manifest.clear_cap_overflows();
}

void LeaveOutDraw(v1::RequestBatchResponse& empty) {
  empty.clear_excluded();
  empty.clear_shortfalls();
  LeaveOutDraw(*empty.mutable_manifest());
}

void LeaveOutDraw(v1::QueueStatusResponse& status) {
  status.clear_available();
  status.clear_excluded();
  status.clear_leased();
  status.clear_labeled();
  status.clear_oldest_available_time();
  status.clear_last_quotas();
  for (const v1::CountKind kind : kMoving) status.add_hidden(kind);
  for (v1::Slice& slice : *status.mutable_slices()) LeaveOutDraw(slice);
}

void LeaveOutDraw(v1::Slice& slice) {
  slice.clear_eligible();
  slice.clear_leased();
  slice.clear_labeled();
  for (const v1::CountKind kind : kMoving) slice.add_hidden(kind);
}

}  // namespace winnow::loop
