// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/queue_messages.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "server/loop/draw_input.h"
#include "server/loop/resource_name.h"
#include "server/shard/active_policy.h"

namespace winnow::loop {

std::string EtagOf(uint64_t version) { return absl::StrCat(version); }

v1::Queue ToMessage(const storage::v1::QueueRecord& record, storage::ShardId shard) {
  v1::Queue queue = shard::ActivatedQueue(record);
  if (record.has_active_policy()) {
    const storage::v1::PolicyRevisionRecord& active = record.active_policy();
    queue.set_active_policy(PolicyName(active.policy_id(), active.revision()));
    queue.set_active_policy_hash(absl::BytesToHexString(active.content_hash()));
    queue.set_bootstrap(!record.approved());
  }
  if (record.has_activating()) {
    const storage::v1::PolicyRevisionRecord& next = record.activating().policy();
    queue.set_activating_policy(PolicyName(next.policy_id(), next.revision()));
  }
  queue.set_min_cell_subjects(shard::MinCellSubjects(record.queue()));
  queue.set_shard(shard);
  queue.set_etag(EtagOf(record.version()));
  return queue;
}

v1::Slice ToMessage(const shard::QueueState& queue, selection::SliceNo slice) {
  const shard::SliceState& state = queue.slices.Get(slice);
  const shard::SliceTally& tally = queue.frame.standings().slice(slice);
  const shard::ExclusionCounts counts = CountsOf(queue, slice);
  v1::Slice message = state.record.slice();
  message.set_name(
      SliceName(queue.record.queue_id(), queue.candidates.dictionaries().slices.Text(slice)));
  message.set_labeled(tally.labeled);
  message.set_eligible(queue.has_policy() ? counts[v1::EXCLUSION_REASON_UNSPECIFIED] : 0);
  message.set_leased(tally.counts[v1::EXCLUSION_REASON_LEASED]);
  message.set_candidates(std::accumulate(counts.begin(), counts.end(), uint64_t{0}));
  message.set_etag(EtagOf(state.record.version()));
  return message;
}

std::vector<selection::SliceNo> SlicesById(const shard::QueueState& queue) {
  const shard::Interner& names = queue.candidates.dictionaries().slices;
  std::vector<selection::SliceNo> slices;
  for (selection::SliceNo slice = 0; slice < names.size(); ++slice) {
    if (!names.Text(slice).empty()) slices.push_back(slice);
  }
  std::sort(slices.begin(), slices.end(), [&](selection::SliceNo a, selection::SliceNo b) {
    return names.Text(a) < names.Text(b);
  });
  return slices;
}

}  // namespace winnow::loop
