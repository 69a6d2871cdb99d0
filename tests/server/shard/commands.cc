// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/shard/commands.h"

#include "gtest/gtest.h"
#include "server/selection/stable_hash.h"
#include "server/shard/active_policy.h"
#include "server/shard/lease_deadline.h"
#include "server/shard/signal_chunk.h"
#include "server/shard/tables.h"

namespace winnow::shard::testing {
namespace {

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(absl::ToUnixSeconds(time));
  timestamp.set_nanos(static_cast<int32_t>(absl::ToUnixMicros(time) % 1'000'000 * 1000));
  return timestamp;
}

storage::v1::CandidateRecord RowOf(const v1::Candidate& candidate, int64_t ingest_us) {
  storage::v1::CandidateRecord record;
  *record.mutable_candidate() = candidate;
  *record.mutable_ingest_time() = ToTimestamp(absl::FromUnixMicros(ingest_us));
  return record;
}

}  // namespace

v1::ReviewPolicy PlainPolicy() {
  v1::ReviewPolicy policy;
  policy.set_purpose(v1::PURPOSE_TRAINING);
  v1::SignalTerm& term = *policy.add_signal_terms();
  term.set_name("confidence");
  term.set_signal("confidence");
  term.set_clamp_high(1);
  term.set_weight(1);
  term.set_missing_value(0.5);
  policy.mutable_allocation()->set_kind(v1::ALLOCATION_KIND_EQUAL);
  return policy;
}

v1::Candidate PlainCandidate(const std::string& id) {
  v1::Candidate candidate;
  candidate.set_candidate_id(id);
  candidate.set_source("src");
  candidate.set_consent_scope("scope");
  candidate.mutable_retain_until()->set_seconds(4'000'000'000);
  candidate.set_rubric("asr");
  candidate.set_slice("a");
  candidate.set_split(v1::SPLIT_TRAIN);
  candidate.set_model_release("m1");
  return candidate;
}

v1::Signal SignalAt(const std::string& name, double value, absl::Time time) {
  v1::Signal signal;
  signal.set_name(name);
  signal.set_value(value);
  *signal.mutable_compute_time() = ToTimestamp(time);
  return signal;
}

void Commands::Add(storage::WriteSet writes, const std::string& method) {
  Mutation mutation;
  mutation.writes = std::move(writes);
  mutation.leaf.principal = "test";
  mutation.leaf.payload.mutable_ingested()->set_rows(1);
  mutation.leaf.method = method;
  log_.Add(std::move(mutation));
}

QueueState& Commands::AddQueue(const std::string& id) {
  storage::v1::QueueRecord record;
  record.set_queue_no(++state_.last_queue_no);
  record.set_queue_id(id);
  record.mutable_queue()->set_name("queues/" + id);
  v1::AttributeSpec& speaker = *record.mutable_queue()->add_attributes();
  speaker.set_key("speaker");
  speaker.set_kind(v1::ATTRIBUTE_KIND_KEYED_HASH);
  v1::AttributeSpec& device = *record.mutable_queue()->add_attributes();
  device.set_key("device");
  device.set_kind(v1::ATTRIBUTE_KIND_CATEGORY);
  storage::WriteSet writes;
  storage::QueueTable::Put(state_.shard, id, record, &writes);
  auto queue = std::make_unique<QueueState>(std::move(record));
  queue->frame.SetRegistry(state_.registry, state_.now.wall_us());
  Add(std::move(writes), "AddQueue");
  return *(state_.queues[id] = std::move(queue));
}

void Commands::Register(const RegistrySnapshot& snapshot) {
  auto next = std::make_shared<RegistrySnapshot>(snapshot);
  ++next->version;
  state_.registry = state_.pending_registry = next;
  for (const auto& [id, queue] : state_.queues)
    queue->frame.SetRegistry(state_.registry, state_.now.wall_us());
}

void Commands::AddSource(const std::string& id) {
  RegistrySnapshot next = *state_.registry;
  storage::v1::SourceRecord& record = next.sources[id];
  record.mutable_source()->set_name("sources/" + id);
  storage::WriteSet writes;
  storage::SourceTable::Put(state_.shard, id, record, &writes);
  Register(next);
  Add(std::move(writes), "AddSource");
}

void Commands::AddScope(const std::string& id, const v1::ConsentScope& scope) {
  RegistrySnapshot next = *state_.registry;
  storage::v1::ConsentScopeRecord& record = next.consent_scopes[id];
  *record.mutable_consent_scope() = scope;
  storage::WriteSet writes;
  storage::ConsentScopeTable::Put(state_.shard, id, record, &writes);
  Register(next);
  Add(std::move(writes), "AddScope");
}

void Commands::AddPlainRegistry() {
  AddSource("src");
  v1::ConsentScope scope;
  scope.add_purposes(v1::PURPOSE_TRAINING);
  AddScope("scope", scope);
}

void Commands::Activate(const v1::ReviewPolicy& policy, Scoring scoring) {
  storage::v1::QueueRecord& record = queue().record;
  storage::v1::PolicyRevisionRecord& next = *record.mutable_activating()->mutable_policy();
  next.set_policy_id("p");
  next.set_revision(record.active_policy().revision() + 1);
  *next.mutable_policy() = policy;
  auto compiled = CompileActivating(record);
  EXPECT_TRUE(compiled.ok()) << compiled.status();
  if (scoring == Scoring::kInPortions) {
    queue().shadow.Begin(*std::move(compiled));
  } else {
    queue().frame.Activate(*std::move(compiled), state_.now.wall_us());
    CompleteActivation(&record);
  }
  storage::WriteSet writes;
  storage::QueueTable::Put(state_.shard, record.queue_id(), record, &writes);
  Add(std::move(writes), "Activate");
}

CandidateNo Commands::Put(const v1::Candidate& candidate) {
  QueueState& queue = this->queue();
  const uint64_t id_hash = selection::StaticIdHash(candidate.candidate_id());
  auto no = queue.candidates.Find(candidate.candidate_id(), id_hash);
  if (no.has_value()) {
    queue.candidates.Replace(*no, candidate);
    if (queue.folding) queue.rewritten.insert(*no);
  } else {
    no = queue.candidates.Add(candidate, id_hash, state_.now.wall_us());
  }
  queue.frame.Update(*no, state_.now.wall_us());
  v1::Candidate stored = candidate;
  stored.clear_signals();
  queue.signals.Write(*no, stored.mutable_signals());
  storage::WriteSet writes;
  storage::CandidateTable::Put(state_.shard, {queue.queue_no(), *no},
                               RowOf(stored, queue.candidates.row(*no).ingest_us), &writes);
  Add(std::move(writes), "Put");
  return *no;
}

void Commands::Push(const std::vector<std::pair<CandidateNo, v1::Signal>>& signals) {
  QueueState& queue = this->queue();
  ChunkBuilder chunk;
  for (const auto& [no, signal] : signals) {
    const selection::SignalId id{signal.name(), signal.baseline_release(),
                                 signal.candidate_release()};
    const SignalOrigin origin{signal.scorer(), signal.model_release(), signal.direction()};
    const selection::Micros micros = selection::ToMicros(signal.value());
    const int64_t time_ms =
        signal.compute_time().seconds() * 1000 + signal.compute_time().nanos() / 1'000'000;
    const SignalColumns::Value value{micros, time_ms, *queue.signals.Origin(origin)};
    if (!queue.signals.Set(no, *queue.signals.Series(id), value)) continue;
    chunk.Add({no, chunk.Series(id, origin), micros, time_ms});
    queue.frame.UpdateScores({no});
  }
  if (chunk.empty()) return;
  const storage::v1::SignalChunkRecord record = std::move(chunk).Take();
  queue.backlog_bytes += record.ByteSizeLong();
  storage::WriteSet writes;
  storage::SignalTable::Put(state_.shard, {queue.queue_no(), queue.next_chunk++}, record, &writes);
  Add(std::move(writes), "Push");
}

BatchNo Commands::Grant(const std::string& labeler, const std::vector<CandidateNo>& candidates) {
  QueueState& queue = this->queue();
  const BatchNo batch_no = ++queue.last_batch;
  storage::v1::LeaseRecord lease;
  lease.set_labeler(labeler);
  lease.set_state(v1::BATCH_STATE_OPEN);
  lease.set_token_epoch(state_.epoch);
  lease.set_token_counter(++state_.last_token);
  lease.set_term_us(absl::ToInt64Microseconds(absl::Hours(1)));
  lease.set_item_states(std::string(candidates.size(), v1::ITEM_STATE_OPEN));
  for (const CandidateNo no : candidates) lease.add_arrivals(no);
  storage::v1::BatchRecord record;
  record.mutable_manifest()->set_batch("queues/q/batches/" + std::to_string(batch_no));
  digest::Digest digest;
  digest.bytes[0] = static_cast<uint8_t>(batch_no);
  record.mutable_manifest()->set_digest(digest.ToHex());
  queue.last_manifest = digest;
  queue.last_header = record.manifest();
  storage::WriteSet writes;
  storage::BatchTable::Put(state_.shard, {queue.queue_no(), batch_no}, record, &writes);
  storage::LeaseTable::Put(state_.shard, {queue.queue_no(), batch_no}, lease, &writes);
  const uint32_t slot = queue.leases.Open(batch_no, std::move(lease), absl::ZeroDuration());
  OpenBatch& batch = queue.leases.at(slot);
  queue.leases.SetDeadline(batch, LeaseDeadline(batch, queue.candidates, state_.now));
  for (const CandidateNo no : candidates) {
    queue.candidates.row(no).lease = slot + 1;
    queue.candidates.row(no).last_batch = static_cast<uint32_t>(batch_no);
    queue.frame.Update(no, state_.now.wall_us());
  }
  Add(std::move(writes), "Grant");
  return batch_no;
}

void Commands::Label(BatchNo batch_no, uint32_t position, const std::string& annotator) {
  QueueState& queue = this->queue();
  OpenBatch& batch = *queue.leases.Find(batch_no);
  const CandidateNo no = batch.candidates[position];
  if (batch.record.item_states()[position] != v1::ITEM_STATE_OPEN ||
      !queue.labels.Add(no, annotator, "asr@1")) {
    return;
  }
  storage::WriteSet writes;
  storage::v1::LabelRecord label;
  label.set_batch_no(batch_no);
  storage::LabelTable::Put(state_.shard, {queue.queue_no(), no, annotator, "asr@1"}, label,
                           &writes);
  queue.leases.FinishItem(batch, position, v1::ITEM_STATE_DONE);
  queue.candidates.row(no).lease = 0;
  storage::v1::HistoryRecord history;
  history.set_attempts(queue.candidates.row(no).attempts);
  history.set_last_batch(batch_no);
  storage::HistoryTable::Put(state_.shard, {queue.queue_no(), no}, history, &writes);
  storage::LeaseTable::Put(state_.shard, {queue.queue_no(), batch_no}, batch.record, &writes);
  queue.frame.Update(no, state_.now.wall_us());
  Add(std::move(writes), "Label");
}

void Commands::Close(BatchNo batch_no, v1::BatchState state) {
  QueueState& queue = this->queue();
  OpenBatch& batch = *queue.leases.Find(batch_no);
  storage::WriteSet writes;
  const std::vector<CandidateNo> candidates = batch.candidates;
  for (uint32_t i = 0; i < candidates.size(); ++i) {
    if (batch.record.item_states()[i] != v1::ITEM_STATE_OPEN) continue;
    CandidateRow& row = queue.candidates.row(candidates[i]);
    queue.leases.FinishItem(batch, i, v1::ITEM_STATE_EXPIRED);
    row.lease = 0;
    row.dead_lettered = ++row.attempts >= 2;
    storage::v1::HistoryRecord history;
    history.set_attempts(row.attempts);
    history.set_last_batch(batch_no);
    history.set_dead_lettered(row.dead_lettered);
    storage::HistoryTable::Put(state_.shard, {queue.queue_no(), candidates[i]}, history, &writes);
    queue.frame.Update(candidates[i], state_.now.wall_us());
  }
  batch.record.set_state(state);
  storage::LeaseTable::Put(state_.shard, {queue.queue_no(), batch_no}, batch.record, &writes);
  queue.leases.Close(batch);
  Add(std::move(writes), "Close");
}

}  // namespace winnow::shard::testing
