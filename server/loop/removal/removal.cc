// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/removal/removal.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/loop/error.h"
#include "server/loop/proto_time.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/releases/stored_outcomes.h"
#include "server/loop/resource_name.h"
#include "server/loop/stored_labels.h"
#include "server/loop/withdrawal.h"
#include "server/shard/mutate_and_wait.h"

namespace winnow::loop {
namespace {

// Candidates of one round: their traces are kept in memory.
constexpr size_t kPerRound = 50'000;

using shard::CandidateNo;
using shard::MutationLog;
using shard::QueueState;
using shard::ShardState;

// Takes the items with these attributes out of what the windows of caps count of a batch; returns
// whether that changed anything.
bool RemoveFromWindows(const std::vector<std::map<std::string, std::string>>& items,
                       shard::BatchNo batch_no, QueueState& queue) {
  bool changed = false;
  for (const auto& attributes : items) {
    for (const auto& [key, value] : attributes) {
      const auto attribute = queue.candidates.attributes().FindKeyedHash(key);
      if (!attribute.has_value()) continue;
      changed |=
          queue.windows.Remove(batch_no, {*attribute, shard::AttributeColumns::KeyOfHash(value)});
    }
  }
  return changed;
}

void StoreCapUse(const storage::QueueRowId& batch, const QueueState& queue, storage::ShardId shard,
                 storage::WriteSet& writes) {
  const storage::v1::CapUseRecord use = queue.windows.UseOf(batch.number);
  if (use.keys_size() == 0) {
    storage::CapUseTable::Delete(shard, batch, &writes);
  } else {
    storage::CapUseTable::Put(shard, batch, use, &writes);
  }
}

// Forgets what memory knows of a candidate.
void Forget(ShardState& state, QueueState& queue, CandidateNo no) {
  queue.signals.Clear(no);
  queue.evaluations.EraseItems(no);
  queue.disputed.erase(no);
  queue.relabels.erase(no);
  shard::RemoveCandidate(queue, no);
  queue.frame.Update(no, state.now.latest_us());
  if (queue.folding) queue.rewritten.insert(no);
}

}  // namespace

absl::StatusOr<RemovalCounts> Removal::Run(std::vector<CandidateNo> candidates) {
  absl::Status status = Mark(candidates);
  if (status.ok() && !marked_.empty()) status = Trace();
  if (status.ok()) status = EraseItems();
  for (size_t begin = 0; status.ok() && begin < marked_.size(); begin += order_.portion) {
    if (order_.stopping) return Draining();
    status = Bury(begin, std::min(begin + order_.portion, marked_.size()));
  }
  if (!status.ok()) return status;
  return counts_;
}

absl::Status Removal::Mark(const std::vector<CandidateNo>& candidates) {
  for (size_t begin = 0; begin < candidates.size(); begin += order_.portion) {
    if (order_.stopping) return Draining();
    const size_t end = std::min(begin + order_.portion, candidates.size());
    if (absl::Status status = MarkPortion(candidates, begin, end); !status.ok()) return status;
  }
  if (marked_.empty()) return absl::OkStatus();
  is_marked_.resize(size_t{marked_.back()} + 1);
  for (const CandidateNo no : marked_) is_marked_[no] = true;
  return absl::OkStatus();
}

// All that was decided before is durable when this returns, so that reads see it.
absl::Status Removal::MarkPortion(const std::vector<CandidateNo>& candidates, size_t begin,
                                  size_t end) {
  return MutateAndWait(order_.shard, [&](ShardState& state, MutationLog& log) -> absl::Status {
    const auto found = FindQueue(state, order_.queue_id);
    if (!found.ok()) return found.status();
    QueueState& queue = **found;
    queue_no_ = queue.queue_no();
    last_evaluation_ = queue.evaluations.last();
    releases_ = {queue.releases.begin(), queue.releases.end()};
    Withdrawal withdrawal(state, queue);
    shard::Mutation mutation;
    bool withdrawn = false;
    for (size_t i = begin; i < end; ++i) {
      shard::CandidateRow& row = queue.candidates.row(candidates[i]);
      if (row.removed || !order_.wanted(row, state.now)) continue;
      marked_.push_back(candidates[i]);
      if (row.last_batch != 0) last_batch_ = queue.last_batch;
      row.removing = true;
      if (withdrawal.Withdraw(candidates[i])) {
        withdrawn = true;
      } else {
        queue.frame.Update(candidates[i], state.now.latest_us());
      }
    }
    if (!withdrawn) return absl::OkStatus();
    withdrawal.Save(mutation.writes);
    mutation.leaf = LeafOf(queue, QueueName(order_.queue_id), "WITHDRAWN");
    withdrawal.Describe(mutation.leaf.payload);
    log.Add(std::move(mutation));
    return absl::OkStatus();
  });
}

absl::Status Removal::Trace() {
  auto trace =
      TraceCandidates({order_.shard, queue_no_, last_batch_, last_evaluation_, is_marked_});
  if (!trace.ok()) return trace.status();
  trace_ = *std::move(trace);
  counts_.batches += trace_.batches.size();
  return absl::OkStatus();
}

absl::Status Removal::EraseItems() {
  for (const auto& [batch_no, policy] : trace_.batches) {
    if (order_.stopping) return Draining();
    if (absl::Status status = EraseFromBatch(batch_no); !status.ok()) return status;
  }
  for (const storage::EvaluationPartId& id : trace_.samples) {
    if (order_.stopping) return Draining();
    if (absl::Status status = EraseFromSample(id); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Removal::EraseFromBatch(shard::BatchNo batch_no) {
  const storage::QueueRowId id{queue_no_, batch_no};
  auto record = storage::BatchTable::Get(order_.shard.engine(), order_.shard.id(), id);
  if (!record.ok()) return record.status();
  if (!record->has_value()) return absl::DataLossError("a batch is missing; restore a backup");
  const ErasedItems items = EraseFromManifest(is_marked_, &**record);
  if (items.hashes.empty()) return absl::OkStatus();
  return MutateAndWait(order_.shard, [&](ShardState& state, MutationLog& log) -> absl::Status {
    const auto queue = FindQueue(state, order_.queue_id);
    if (!queue.ok()) return queue.status();
    shard::Mutation mutation;
    storage::BatchTable::Put(state.shard, id, **record, &mutation.writes);
    if (RemoveFromWindows(items.attributes, batch_no, **queue))
      StoreCapUse(id, **queue, state.shard, mutation.writes);
    mutation.leaf = LeafOf(**queue, BatchName(order_.queue_id, batch_no), "ITEMS_ERASED");
    *mutation.leaf.payload.mutable_removed()->mutable_item_hashes() = {items.hashes.begin(),
                                                                       items.hashes.end()};
    log.Add(std::move(mutation));
    return absl::OkStatus();
  });
}

absl::Status Removal::EraseFromSample(const storage::EvaluationPartId& id) {
  using Table = storage::EvaluationSampleTable;
  auto record = Table::Get(order_.shard.engine(), order_.shard.id(), id);
  if (!record.ok()) return record.status();
  if (!record->has_value()) return absl::DataLossError("a sample is missing; restore a backup");
  if (EraseFromManifest(is_marked_, &**record).hashes.empty()) return absl::OkStatus();
  return MutateAndWait(order_.shard, [&](ShardState& state, MutationLog& log) -> absl::Status {
    const auto queue = FindQueue(state, order_.queue_id);
    if (!queue.ok()) return queue.status();
    shard::Mutation mutation;
    Table::Put(state.shard, id, **record, &mutation.writes);
    mutation.leaf =
        LeafOf(**queue, EvaluationName(order_.queue_id, id.evaluation.number), "ITEMS_ERASED");
    log.Add(std::move(mutation));
    return absl::OkStatus();
  });
}

absl::Status Removal::Bury(size_t begin, size_t end) {
  const std::vector<CandidateNo> portion(marked_.begin() + static_cast<ptrdiff_t>(begin),
                                         marked_.begin() + static_cast<ptrdiff_t>(end));
  // Nobody adds to them meanwhile.
  const auto labels = ReadLabelKeys(order_.shard, queue_no_, portion);
  if (!labels.ok()) return labels.status();
  const auto outcomes = ReadOutcomeKeys(order_.shard, queue_no_, releases_, portion);
  if (!outcomes.ok()) return outcomes.status();
  return MutateAndWait(order_.shard, [&](ShardState& state, MutationLog& log) -> absl::Status {
    const auto found = FindQueue(state, order_.queue_id);
    if (!found.ok()) return found.status();
    QueueState& queue = **found;
    shard::Mutation mutation;
    v1::QueueCandidates removed;
    removed.set_queue(order_.queue_id);
    for (const storage::OutcomeId& outcome : *outcomes)
      storage::OutcomeTable::Delete(state.shard, outcome, &mutation.writes);
    for (const CandidateNo no : portion) {
      for (const storage::LabelId& label : labels->at(no))
        storage::LabelTable::Delete(state.shard, label, &mutation.writes);
      storage::v1::CandidateRecord record;
      record.mutable_candidate()->set_candidate_id(std::string(queue.candidates.id(no)));
      *record.mutable_tombstone() = TombstoneOf(state, queue, no);
      const storage::QueueRowId id{queue_no_, no};
      storage::CandidateTable::Put(state.shard, id, record, &mutation.writes);
      storage::HistoryTable::Delete(state.shard, id, &mutation.writes);
      storage::AdjudicationTable::Delete(state.shard, id, &mutation.writes);
      storage::ControlTable::Delete(state.shard, id, &mutation.writes);
      removed.add_candidate_ids(record.candidate().candidate_id());
      counts_.labels += queue.labels.Remove(no);
      Forget(state, queue, no);
    }
    counts_.candidates += portion.size();
    ++state.removals;
    queue.last_removal_us = std::max(queue.last_removal_us, state.now.wall_us());
    mutation.leaf = LeafOf(queue, QueueName(order_.queue_id), "REMOVED");
    mutation.leaf.payload.mutable_removed()->mutable_candidates()->Add(std::move(removed));
    log.Add(std::move(mutation));
    return absl::OkStatus();
  });
}

v1::Tombstone Removal::TombstoneOf(const ShardState& state, const QueueState& queue,
                                   CandidateNo no) const {
  const shard::CandidateRow& row = queue.candidates.row(no);
  const auto& names = queue.candidates.dictionaries();
  v1::Tombstone tombstone;
  tombstone.set_candidate_id(std::string(queue.candidates.id(no)));
  tombstone.set_source(names.sources.Text(row.source));
  tombstone.set_consent_scope(names.consent_scopes.Text(row.consent_scope));
  tombstone.set_reason(order_.reason);
  *tombstone.mutable_remove_time() = TimestampFromMicros(state.now.wall_us());
  const auto held = trace_.holdings.find(no);
  if (held == trace_.holdings.end()) return tombstone;
  std::set<std::string> policies;
  for (const BatchHolding& holding : held->second) {
    tombstone.add_batches(BatchName(order_.queue_id, holding.batch_no));
    tombstone.add_item_hashes(holding.item_hash);
    policies.insert(trace_.batches.at(holding.batch_no));
  }
  *tombstone.mutable_policies() = {policies.begin(), policies.end()};
  return tombstone;
}

shard::LeafDraft Removal::LeafOf(const QueueState& queue, std::string object,
                                 std::string decision) const {
  shard::LeafDraft leaf;
  leaf.principal = order_.principal;
  leaf.method = order_.method;
  leaf.object = std::move(object);
  leaf.decision = std::move(decision);
  leaf.policy = queue.policy_name();
  leaf.payload.mutable_removed()->set_reason(order_.reason);
  leaf.payload.mutable_removed()->set_subject_digest(order_.subject_digest);
  return leaf;
}

absl::Status RemoveAll(const RemovalOrder& order, RemovalCounts* counts) {
  while (true) {
    auto candidates = FindWanted(order, kPerRound);
    if (!candidates.ok()) return candidates.status();
    if (candidates->empty()) return absl::OkStatus();
    const auto removed = Removal(order).Run(*std::move(candidates));
    if (!removed.ok()) return removed.status();
    counts->Add(*removed);
  }
}

}  // namespace winnow::loop
