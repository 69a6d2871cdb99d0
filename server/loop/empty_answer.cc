// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/empty_answer.h"

#include <algorithm>

#include "server/loop/evaluations/standing.h"
#include "server/loop/manifest.h"
#include "server/loop/proto_time.h"

namespace winnow::loop {
namespace {

v1::EmptyReason ReasonOf(const shard::QueueState& queue, const shard::ExclusionCounts& counts,
                         uint64_t room) {
  if (queue.evaluations.open() != nullptr &&
      ShowOpen(queue).state() == v1::EVALUATION_STATE_COMPLETE) {
    return v1::EMPTY_REASON_EVALUATION_COMPLETE;
  }
  uint64_t candidates = 0;
  for (const uint64_t count : counts) candidates += count;
  if (candidates == 0) return v1::EMPTY_REASON_NO_SUPPLY;
  if (counts[v1::EXCLUSION_REASON_UNSPECIFIED] > 0) {
    return room == 0 ? v1::EMPTY_REASON_CAPACITY : v1::EMPTY_REASON_QUOTAS_FULL;
  }
  return counts[v1::EXCLUSION_REASON_LEASED] > 0 ? v1::EMPTY_REASON_ALL_LEASED
                                                 : v1::EMPTY_REASON_ALL_FILTERED;
}

}  // namespace

void ExplainEmpty(const EmptyDraw& draw, v1::RequestBatchResponse& response) {
  const v1::EmptyReason reason = ReasonOf(draw.queue, draw.counts, draw.room);
  response.set_empty_reason(reason);
  WriteExclusions(draw.counts, response.mutable_excluded());
  const auto next = draw.queue.leases.Next();
  if (next.has_value() &&
      (reason == v1::EMPTY_REASON_ALL_LEASED || reason == v1::EMPTY_REASON_CAPACITY)) {
    *response.mutable_retry_after() =
        ToProtoDuration(std::max(next->first - draw.state.now.steady, absl::ZeroDuration()));
  }
  ops::SelectionMetrics& metrics = draw.environment.metrics.selection();
  metrics.CountEmptyAnswer(v1::EmptyReason_Name(reason));
  // Quotas may be full only where every slice with candidates has a maximum of 0; anything else is
  // a defect.
  if (reason != v1::EMPTY_REASON_QUOTAS_FULL) return;
  const selection::CompiledPolicy& policy = *draw.queue.frame.policy();
  for (const selection::SliceNo slice : draw.slices) {
    const selection::SliceFacts& facts = draw.input.slices()[slice];
    if (facts.launch_weight <= 0 || draw.queue.frame.index()->Cells(slice).count() == 0) continue;
    if (policy.QuotaOf(facts.id).max != 0u) {
      metrics.CountFalseEmpty();
      break;
    }
  }
}

}  // namespace winnow::loop
