// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What a grant stores and reports.
#include <map>
#include <utility>

#include "server/loop/batch_grant.h"
#include "server/shard/tables.h"

namespace winnow::loop {

void BatchGrant::Store(storage::v1::BatchRecord record, const storage::v1::LeaseRecord& lease,
                       shard::MutationLog& log) {
  const storage::QueueRowId row{queue_.queue_no(), queue_.last_batch};
  record.set_labeler(lease.labeler());
  *record.mutable_arrivals() = lease.arrivals();
  const auto manifest_digest = digest::Digest::FromHex(record.manifest().digest());
  shard::Mutation mutation;
  storage::BatchTable::Put(state_.shard, row, record, &mutation.writes);
  storage::LeaseTable::Put(state_.shard, row, lease, &mutation.writes);
  CountWindows(mutation.writes);
  CountControlItems(mutation.writes);
  storage::v1::RequestRecord remembered;
  remembered.set_resource(record.manifest().batch());
  RememberCall(request_.call, std::move(remembered), state_, mutation.writes);
  mutation.leaf = {.principal = request_.call.key.principal,
                   .method = request_.call.key.method,
                   .object = record.manifest().batch(),
                   .decision = "GRANTED",
                   .policy = queue_.policy_name()};
  v1::BatchGranted& granted = *mutation.leaf.payload.mutable_granted();
  granted.set_batch(record.manifest().batch());
  granted.set_manifest_digest(std::string(manifest_digest->view()));
  *granted.mutable_expire_time() = lease.expire_time();
  queue_.last_manifest = *manifest_digest;
  queue_.last_header = std::move(*record.mutable_manifest());
  log.Add(std::move(mutation));
  environment_.metrics.lease().CountEvents("granted", 1);
  environment_.metrics.lease().CountEvents("item_granted", static_cast<double>(numbers_.size()));
}

void BatchGrant::CountControlItems(storage::WriteSet& writes) {
  for (size_t i = result_.items.size(); i < numbers_.size(); ++i) {
    storage::v1::ControlRecord control;
    *control.mutable_item() = queue_.controls.CountBatch(numbers_[i]);
    storage::ControlTable::Put(state_.shard, {queue_.queue_no(), numbers_[i]}, control, &writes);
  }
}

void BatchGrant::CountWindows(storage::WriteSet& writes) {
  constexpr size_t kForgottenPerBatch = 64;
  for (const shard::BatchNo batch_no : queue_.windows.TakeForgotten(kForgottenPerBatch))
    storage::CapUseTable::Delete(state_.shard, {queue_.queue_no(), batch_no}, &writes);
  std::map<selection::DiversityKey, uint32_t> counts;
  for (const selection::CapRule& cap : queue_.frame.policy()->caps) {
    if (cap.per_window == 0) continue;
    for (const selection::DrawItem& item : result_.items) {
      const uint64_t key = queue_.candidates.attributes().Key(item.no, cap.attribute);
      if (key != 0) ++counts[{cap.attribute, key}];
    }
  }
  if (counts.empty()) return;
  storage::v1::CapUseRecord use;
  use.set_time_us(state_.now.expected_us());
  for (const auto& [key, count] : counts) {
    use.add_attributes(key.attribute);
    use.add_keys(key.key);
    use.add_counts(count);
  }
  storage::CapUseTable::Put(state_.shard, {queue_.queue_no(), queue_.last_batch}, use, &writes);
  queue_.windows.Add(queue_.last_batch, use);
}

void BatchGrant::Report(const v1::Manifest& manifest) const {
  ops::SelectionMetrics& metrics = environment_.metrics.selection();
  const bool preview = request_.message.validate_only();
  metrics.CountRun(queue_.record.queue_id(), preview            ? "preview"
                                             : numbers_.empty() ? "empty"
                                                                : "granted");
  if (preview) return;
  for (const v1::QuotaLine& quota : manifest.quotas()) {
    if (quota.shortfall() == 0) continue;
    metrics.CountShortfall(v1::ShortfallReason_Name(quota.shortfall_reason()),
                           static_cast<double>(quota.shortfall()));
  }
  for (const v1::CapOverflow& overflow : manifest.cap_overflows()) {
    metrics.CountExploreCapOverflow(static_cast<double>(overflow.count()));
  }
}

}  // namespace winnow::loop
