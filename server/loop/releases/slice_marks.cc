// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/slice_marks.h"

#include <algorithm>

#include "server/loop/resource_name.h"
#include "server/release/gate/rollout_rules.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

class SliceMarker {
 public:
  SliceMarker(shard::ShardState& state, shard::QueueState& queue, storage::WriteSet& writes)
      : state_(state), queue_(queue), writes_(writes) {}

  // True when it changed.
  bool Set(const std::string& id, bool regressed) {
    const auto number = queue_.candidates.dictionaries().slices.Find(id);
    if (!number.has_value()) return false;
    shard::SliceState& slice = queue_.slices.at(*number);
    if (slice.record.slice().recent_regression() == regressed) return false;
    slice.record.mutable_slice()->set_name(SliceName(queue_.record.queue_id(), id));
    slice.record.mutable_slice()->set_recent_regression(regressed);
    slice.record.set_version(slice.record.version() + 1);
    slice.configured = true;
    storage::SliceTable::Put(state_.shard, {queue_.queue_no(), id}, slice.record, &writes_);
    return true;
  }

 private:
  shard::ShardState& state_;
  shard::QueueState& queue_;
  storage::WriteSet& writes_;
};

}  // namespace

SliceMarks MarksOf(const v1::Release& release, const v1::ReleaseVerdict& verdict) {
  SliceMarks marks;
  for (const v1::Comparison& comparison : verdict.comparisons()) {
    if (comparison.slice().empty()) continue;
    if (comparison.verdict() == v1::VERDICT_BLOCK) marks.regressed.insert(comparison.slice());
    if (comparison.verdict() == v1::VERDICT_PASS) marks.passed.insert(comparison.slice());
  }
  for (const v1::Rollout& rollout : release.rollouts()) {
    for (const std::string& slice : MarksOf(release, rollout).regressed) marks.passed.erase(slice);
  }
  return marks;
}

SliceMarks MarksOf(const v1::Release& release, const v1::Rollout& rollout) {
  SliceMarks marks;
  const bool rolled_back = rollout.stage() == v1::ROLLOUT_STAGE_ROLLED_BACK;
  const release::Findings findings = release::RolloutFindings(release, rollout);
  const bool fired = std::any_of(findings.begin(), findings.end(), [](const v1::Finding& finding) {
    return finding.kind() == v1::FINDING_KIND_ROLLBACK_TRIGGERED;
  });
  if (!rolled_back && !(fired && rollout.stage() == v1::ROLLOUT_STAGE_PROMOTED)) return marks;
  if (rolled_back) {
    for (const v1::RolloutSlice& named : rollout.slices()) marks.regressed.insert(named.slice());
  }
  if (marks.regressed.empty()) {
    const auto& at_risk = release.canary().slices_at_risk();
    marks.regressed.insert(at_risk.begin(), at_risk.end());
  }
  return marks;
}

bool ApplyMarks(const SliceMarks& marks, shard::ShardState& state, shard::QueueState& queue,
                storage::WriteSet& writes) {
  SliceMarker marker(state, queue, writes);
  int changed = 0;
  for (const std::string& id : marks.regressed) changed += marker.Set(id, true) ? 1 : 0;
  for (const std::string& id : marks.passed) changed += marker.Set(id, false) ? 1 : 0;
  return changed > 0;
}

}  // namespace winnow::loop
