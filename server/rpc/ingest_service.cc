// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/ingest_service.h"

#include "server/rpc/validation/requests.h"

namespace winnow::rpc {
namespace {

ops::RpcMethodName Named(const char* method, const char* type = "unary") {
  return {v1::IngestService::service_full_name(), method, type};
}

}  // namespace

IngestService::IngestService(CallEnvironment& environment)
    : batch_upsert_candidates_(environment, Named("BatchUpsertCandidates"), &loop::Loop::ingest,
                               &loop::Ingest::BatchUpsertCandidates),
      batch_push_signals_(environment, Named("BatchPushSignals"), &loop::Loop::ingest,
                          &loop::Ingest::BatchPushSignals),
      get_candidate_(environment, Named("GetCandidate"), &loop::Loop::candidates,
                     &loop::Candidates::GetCandidate),
      list_candidates_(environment, Named("ListCandidates"), &loop::Loop::candidates,
                       &loop::Candidates::ListCandidates),
      get_ingest_offset_(environment, Named("GetIngestOffset"), &loop::Loop::ingest,
                         &loop::Ingest::GetIngestOffset),
      ingest_candidates_(environment, Named("IngestCandidates", "bidi_stream")),
      push_signals_(environment, Named("PushSignals", "bidi_stream")) {}

}  // namespace winnow::rpc
