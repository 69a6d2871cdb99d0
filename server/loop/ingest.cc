// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/ingest.h"

#include <memory>
#include <string>
#include <utility>

#include "server/loop/candidate_batch.h"
#include "server/loop/error.h"
#include "server/loop/ingest_target.h"
#include "server/loop/proto_time.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/refused_rows.h"
#include "server/loop/reply.h"
#include "server/loop/request_replay.h"
#include "server/loop/resource_name.h"
#include "server/loop/signal_batch.h"
#include "server/loop/writer_offsets.h"

namespace winnow::loop {
namespace {

// The bytes of a chunk are bounded where messages are received.
constexpr int kMaxChunkRecords = 500;
constexpr absl::Duration kPushBack = absl::Seconds(1);

absl::Status CheckRecords(int records, absl::string_view field) {
  if (records == 0) {
    return FieldsInvalid({{std::string(field), "must be at least 1 record"}});
  }
  if (records > kMaxChunkRecords) {
    return Invalid(v1::ERROR_REASON_CHUNK_TOO_LARGE,
                   "A chunk has at most 500 records. Send smaller ones.");
  }
  return absl::OkStatus();
}

// The audit leaf of a chunk. It says nothing about the rows: they are about persons.
shard::LeafDraft LeafOf(const Caller& caller, absl::string_view method,
                        const shard::QueueState& queue, const v1::IngestResult& result) {
  shard::LeafDraft leaf{.principal = caller.principal,
                        .method = std::string(method),
                        .object = QueueName(queue.record.queue_id()),
                        .decision = "APPLIED",
                        .policy = queue.policy_name()};
  leaf.payload.mutable_ingested()->set_queue(queue.record.queue_id());
  leaf.payload.mutable_ingested()->set_rows(result.accepted());
  return leaf;
}

// Rows on their way through the shard, with the answer to them.
template <typename Batch, typename Answer>
struct Passage {
  Passage(const IngestContext& context, typename Batch::Rows* rows) : batch(context, rows) {}

  Batch batch;
  Answer answer;
};

// One chunk of a stream.
struct ChunkCall {
  Environment& environment;
  const SplitAssignment& splits;
  const Caller& caller;
  const v1::IngestHeader& header;
  RecordRange range;
};

template <typename Batch>
void ApplyChunk(const ChunkCall& call, typename Batch::Rows* rows, Done<ChunkOutcome> done) {
  const auto check = [&](const shard::QueueState& queue) {
    return IsRepeated(queue, call.range).status();
  };
  auto target = FindTarget(call.environment, call.splits, call.header, check);
  if (!target.ok()) return done(target.status());
  auto passage = std::make_shared<Passage<Batch, ChunkOutcome>>(target->context, rows);

  const auto decide = [&](shard::ShardState& state, shard::MutationLog& log) -> absl::Status {
    const auto queue = FindQueue(state, target->queue_id);
    if (!queue.ok()) return queue.status();
    const auto repeated = IsRepeated(**queue, call.range);
    if (!repeated.ok()) return repeated.status();
    v1::ChunkAck& ack = passage->answer.ack;
    ack.set_offset(call.range.offset);
    if (!*repeated) {
      const auto slow = CheckBacklog(**queue, call.environment.limits);
      if (!slow.ok()) return slow.status();
      if (*slow) *ack.mutable_push_back() = ToProtoDuration(kPushBack);
      shard::Mutation mutation;
      *ack.mutable_result() = passage->batch.Apply(state, **queue, &mutation.writes);
      HandIn(call.range, state.shard, **queue, &mutation.writes);
      mutation.leaf = LeafOf(call.caller, Batch::kMethod, **queue, ack.result());
      log.Add(std::move(mutation));
    }
    ack.set_committed_offset(HandedIn(**queue, call.range.writer));
    return absl::OkStatus();
  };
  auto answer = [passage, &metrics = call.environment.metrics,
                 done = std::move(done)](absl::StatusOr<shard::Position> position) mutable {
    if (!position.ok()) return done(position.status());
    const v1::ChunkAck& ack = passage->answer.ack;
    if (ack.has_result()) passage->batch.Count(ack.result(), metrics.ingest());
    passage->answer.position = ToProto(*position);
    done(std::move(passage->answer));
  };
  target->shard->Mutate(decide, std::move(answer), shard::Priority::kIntake);
}

storage::v1::RequestRecord RecordOf(const v1::IngestResult& result) {
  storage::v1::RequestRecord record;
  for (const uint32_t count :
       {result.accepted(), result.duplicate(), result.updated(), result.quarantined()}) {
    record.add_counts(count);
  }
  RememberRows(result.row_errors(), &record);
  return record;
}

v1::IngestResult ResultOf(const storage::v1::RequestRecord& record) {
  v1::IngestResult result;
  if (record.counts_size() == 4) {
    result.set_accepted(static_cast<uint32_t>(record.counts(0)));
    result.set_duplicate(static_cast<uint32_t>(record.counts(1)));
    result.set_updated(static_cast<uint32_t>(record.counts(2)));
    result.set_quarantined(static_cast<uint32_t>(record.counts(3)));
  }
  for (const RefusedRow& row : RefusedRowsOf(record)) {
    AddRowError(row.index,
                {row.reason, row.field,
                 "the row was refused when this request was first carried out; correct it and send "
                 "it under a new request id"},
                &result);
  }
  return result;
}

// One unary call.
struct BatchCall {
  Environment& environment;
  const SplitAssignment& splits;
  const Caller& caller;
  absl::string_view method;
};

template <typename Batch, typename Request, typename Response>
void ApplyBatch(const BatchCall& call, const Request& request, const typename Batch::Rows& rows,
                Done<Response> done) {
  const auto id = IdentifyCall(call.caller, call.method, request);
  if (!id.ok()) return done(id.status());
  v1::IngestHeader header;
  header.set_queue(request.queue());
  auto target = FindTarget(call.environment, call.splits, header,
                           [](const shard::QueueState&) { return absl::OkStatus(); });
  if (!target.ok()) return done(target.status());
  typename Batch::Rows copy = rows;
  auto passage = std::make_shared<Passage<Batch, Response>>(target->context, &copy);
  auto counted = std::make_shared<bool>(false);

  const auto decide = [&](shard::ShardState& state, shard::MutationLog& log) -> absl::Status {
    const auto queue = FindQueue(state, target->queue_id);
    if (!queue.ok()) return queue.status();
    const auto replay = FindReplay(state, *id);
    if (!replay.ok()) return replay.status();
    v1::IngestResult& result = *passage->answer.mutable_result();
    if (*replay != nullptr) {
      result = ResultOf(**replay);
      return absl::OkStatus();
    }
    const auto slow = CheckBacklog(**queue, call.environment.limits);
    if (!slow.ok()) return slow.status();
    shard::Mutation mutation;
    result = passage->batch.Apply(state, **queue, &mutation.writes);
    *counted = true;
    RememberCall(*id, RecordOf(result), state, mutation.writes);
    mutation.leaf = LeafOf(call.caller, call.method, **queue, result);
    log.Add(std::move(mutation));
    return absl::OkStatus();
  };
  auto answer = [passage, counted, &metrics = call.environment.metrics,
                 done = std::move(done)](absl::StatusOr<shard::Position> position) mutable {
    if (!position.ok()) return done(position.status());
    if (*counted) passage->batch.Count(passage->answer.result(), metrics.ingest());
    *passage->answer.mutable_position() = ToProto(*position);
    done(std::move(passage->answer));
  };
  target->shard->Mutate(decide, std::move(answer), shard::Priority::kIntake);
}

}  // namespace

void Ingest::Open(const Caller&, const v1::IngestHeader& header, v1::IngestStream stream,
                  Done<OpenOutcome> done) {
  v1::GetIngestOffsetRequest request;
  request.set_queue(header.queue());
  request.set_writer_id(header.writer_id());
  request.set_stream(stream);
  ReadOffset(request,
             [done = std::move(done)](absl::StatusOr<v1::GetIngestOffsetResponse> offset) mutable {
               if (!offset.ok()) return done(offset.status());
               OpenOutcome outcome;
               outcome.opened.set_committed_offset(offset->committed_offset());
               outcome.position = offset->position();
               done(std::move(outcome));
             });
}

void Ingest::ApplyCandidates(const Caller& caller, const v1::IngestHeader& header,
                             v1::CandidateChunk* chunk, Done<ChunkOutcome> done) {
  const int records = chunk->candidates_size();
  if (absl::Status status = CheckRecords(records, "candidates"); !status.ok()) {
    return done(std::move(status));
  }
  const RecordRange range{{header.writer_id(), v1::INGEST_STREAM_CANDIDATES},
                          chunk->offset(),
                          static_cast<uint64_t>(records)};
  ApplyChunk<CandidateBatch>({environment_, splits_, caller, header, range},
                             chunk->mutable_candidates(), std::move(done));
}

void Ingest::ApplySignals(const Caller& caller, const v1::IngestHeader& header,
                          v1::SignalChunk* chunk, Done<ChunkOutcome> done) {
  const int records = chunk->rows_size();
  if (absl::Status status = CheckRecords(records, "rows"); !status.ok()) {
    return done(std::move(status));
  }
  const RecordRange range{{header.writer_id(), v1::INGEST_STREAM_SIGNALS},
                          chunk->offset(),
                          static_cast<uint64_t>(records)};
  ApplyChunk<SignalBatch>({environment_, splits_, caller, header, range}, chunk->mutable_rows(),
                          std::move(done));
}

void Ingest::BatchUpsertCandidates(const Caller& caller,
                                   const v1::BatchUpsertCandidatesRequest& request,
                                   Done<v1::BatchUpsertCandidatesResponse> done) {
  if (absl::Status status = CheckRecords(request.candidates_size(), "candidates"); !status.ok()) {
    return done(std::move(status));
  }
  ApplyBatch<CandidateBatch>({environment_, splits_, caller, "BatchUpsertCandidates"}, request,
                             request.candidates(), std::move(done));
}

void Ingest::BatchPushSignals(const Caller& caller, const v1::BatchPushSignalsRequest& request,
                              Done<v1::BatchPushSignalsResponse> done) {
  if (absl::Status status = CheckRecords(request.rows_size(), "rows"); !status.ok()) {
    return done(std::move(status));
  }
  ApplyBatch<SignalBatch>({environment_, splits_, caller, "BatchPushSignals"}, request,
                          request.rows(), std::move(done));
}

void Ingest::GetIngestOffset(const Caller&, const v1::GetIngestOffsetRequest& request,
                             Done<v1::GetIngestOffsetResponse> done) {
  ReadOffset(request, std::move(done));
}

void Ingest::ReadOffset(const v1::GetIngestOffsetRequest& request,
                        Done<v1::GetIngestOffsetResponse> done) {
  const auto queue_id = ParseQueueName(request.queue(), "queue");
  if (!queue_id.ok()) return done(queue_id.status());
  const auto shard = ShardOfQueue(environment_.shards, *queue_id);
  if (!shard.ok()) return done(shard.status());
  auto response = std::make_shared<v1::GetIngestOffsetResponse>();
  const auto inspect = [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, *queue_id);
    if (!queue.ok()) return queue.status();
    response->set_committed_offset(HandedIn(**queue, {request.writer_id(), request.stream()}));
    return absl::OkStatus();
  };
  (*shard)->Read(inspect, Reply(response, std::move(done)));
}

}  // namespace winnow::loop
