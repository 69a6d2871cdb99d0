// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// IngestService: for ML pipelines: candidates and signals come in.
#ifndef WINNOW_SERVER_RPC_INGEST_SERVICE_H_
#define WINNOW_SERVER_RPC_INGEST_SERVICE_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "server/rpc/call_environment.h"
#include "server/rpc/ingest_stream.h"
#include "server/rpc/raw_methods.h"
#include "server/rpc/unary.h"
#include "winnow/v1/ingest_service.grpc.pb.h"

namespace winnow::rpc {

// Thread-safe.
class IngestService final
    : public RawMethods<v1::IngestService::Service,
                        v1::IngestService::WithRawCallbackMethod_BatchUpsertCandidates,
                        v1::IngestService::WithRawCallbackMethod_BatchPushSignals,
                        v1::IngestService::WithRawCallbackMethod_GetCandidate,
                        v1::IngestService::WithRawCallbackMethod_ListCandidates,
                        v1::IngestService::WithRawCallbackMethod_GetIngestOffset,
                        v1::IngestService::WithRawCallbackMethod_IngestCandidates,
                        v1::IngestService::WithRawCallbackMethod_PushSignals> {
  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;

 public:
  explicit IngestService(CallEnvironment& environment);

  grpc::ServerUnaryReactor* BatchUpsertCandidates(Context* context, const Bytes* request,
                                                  Bytes* response) override {
    return batch_upsert_candidates_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* BatchPushSignals(Context* context, const Bytes* request,
                                             Bytes* response) override {
    return batch_push_signals_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* GetCandidate(Context* context, const Bytes* request,
                                         Bytes* response) override {
    return get_candidate_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* ListCandidates(Context* context, const Bytes* request,
                                           Bytes* response) override {
    return list_candidates_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* GetIngestOffset(Context* context, const Bytes* request,
                                            Bytes* response) override {
    return get_ingest_offset_.Start({context, request, response});
  }
  grpc::ServerBidiReactor<Bytes, Bytes>* IngestCandidates(Context* context) override {
    return ingest_candidates_.Start(*context);
  }
  grpc::ServerBidiReactor<Bytes, Bytes>* PushSignals(Context* context) override {
    return push_signals_.Start(*context);
  }

 private:
  const UnaryMethod<v1::BatchUpsertCandidatesRequest, v1::BatchUpsertCandidatesResponse>
      batch_upsert_candidates_;
  const UnaryMethod<v1::BatchPushSignalsRequest, v1::BatchPushSignalsResponse> batch_push_signals_;
  const UnaryMethod<v1::GetCandidateRequest, v1::GetCandidateResponse> get_candidate_;
  const UnaryMethod<v1::ListCandidatesRequest, v1::ListCandidatesResponse> list_candidates_;
  const UnaryMethod<v1::GetIngestOffsetRequest, v1::GetIngestOffsetResponse> get_ingest_offset_;
  const IngestMethod<CandidateStream> ingest_candidates_;
  const IngestMethod<SignalStream> push_signals_;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_INGEST_SERVICE_H_
