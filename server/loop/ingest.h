// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Ingest: candidates and signals come in, row by row, each stored, quarantined or refused with a
// reason (api.md P1).
#ifndef WINNOW_SERVER_LOOP_INGEST_H_
#define WINNOW_SERVER_LOOP_INGEST_H_

#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "server/loop/split_assignment.h"
#include "winnow/v1/ingest_service.pb.h"

namespace winnow::loop {

// Answer to a chunk.
struct ChunkOutcome {
  v1::ChunkAck ack;
  v1::Position position;
};

// Answer to a header.
struct OpenOutcome {
  v1::IngestOpened opened;
  v1::Position position;
};

// Thread-safe. Chunks of one writer's stream must be handed in one after the other, without waiting
// for their answers.
class Ingest {
 public:
  explicit Ingest(Environment& environment)
      : environment_(environment), splits_(environment.shards.database_key()) {}

  // Checks a stream's header and says how far the writer's stream is durable.
  void Open(const Caller& caller, const v1::IngestHeader& header, v1::IngestStream stream,
            Done<OpenOutcome> done);
  // Applies a chunk, which is changed and has to live until the call returns: OFFSET_SKIPPED when
  // it does not follow what was handed in, an ack without result when it was applied before.
  void ApplyCandidates(const Caller& caller, const v1::IngestHeader& header,
                       v1::CandidateChunk* chunk, Done<ChunkOutcome> done);
  void ApplySignals(const Caller& caller, const v1::IngestHeader& header, v1::SignalChunk* chunk,
                    Done<ChunkOutcome> done);

  void BatchUpsertCandidates(const Caller& caller, const v1::BatchUpsertCandidatesRequest& request,
                             Done<v1::BatchUpsertCandidatesResponse> done);
  void BatchPushSignals(const Caller& caller, const v1::BatchPushSignalsRequest& request,
                        Done<v1::BatchPushSignalsResponse> done);
  void GetIngestOffset(const Caller& caller, const v1::GetIngestOffsetRequest& request,
                       Done<v1::GetIngestOffsetResponse> done);

 private:
  void ReadOffset(const v1::GetIngestOffsetRequest& request,
                  Done<v1::GetIngestOffsetResponse> done);

  Environment& environment_;
  SplitAssignment splits_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_INGEST_H_
