// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// GovernanceService: for privacy, audit and SRE.
#ifndef WINNOW_SERVER_RPC_GOVERNANCE_SERVICE_H_
#define WINNOW_SERVER_RPC_GOVERNANCE_SERVICE_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "server/rpc/call_environment.h"
#include "server/rpc/export_stream.h"
#include "server/rpc/raw_methods.h"
#include "server/rpc/unary.h"
#include "winnow/v1/governance_service.grpc.pb.h"

namespace winnow::rpc {

// Thread-safe.
class GovernanceService final
    : public RawMethods<v1::GovernanceService::Service,
                        v1::GovernanceService::WithRawCallbackMethod_QueueStatus,
                        v1::GovernanceService::WithRawCallbackMethod_ListAuditEvents,
                        v1::GovernanceService::WithRawCallbackMethod_GetCheckpoint,
                        v1::GovernanceService::WithRawCallbackMethod_GetInclusionProof,
                        v1::GovernanceService::WithRawCallbackMethod_GetConsistencyProof,
                        v1::GovernanceService::WithRawCallbackMethod_ExportAudit,
                        v1::GovernanceService::WithRawCallbackMethod_EraseSubject,
                        v1::GovernanceService::WithRawCallbackMethod_RetireCandidates,
                        v1::GovernanceService::WithRawCallbackMethod_RunRetention,
                        v1::GovernanceService::WithRawCallbackMethod_RevokeConsent> {
  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;

 public:
  explicit GovernanceService(CallEnvironment& environment);

  grpc::ServerUnaryReactor* QueueStatus(Context* context, const Bytes* request,
                                        Bytes* response) override {
    return queue_status_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* ListAuditEvents(Context* context, const Bytes* request,
                                            Bytes* response) override {
    return list_audit_events_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* GetCheckpoint(Context* context, const Bytes* request,
                                          Bytes* response) override {
    return get_checkpoint_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* GetInclusionProof(Context* context, const Bytes* request,
                                              Bytes* response) override {
    return get_inclusion_proof_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* GetConsistencyProof(Context* context, const Bytes* request,
                                                Bytes* response) override {
    return get_consistency_proof_.Start({context, request, response});
  }
  grpc::ServerWriteReactor<Bytes>* ExportAudit(Context* context, const Bytes* request) override {
    return export_audit_.Start(*context, *request);
  }
  grpc::ServerUnaryReactor* EraseSubject(Context* context, const Bytes* request,
                                         Bytes* response) override {
    return erase_subject_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* RetireCandidates(Context* context, const Bytes* request,
                                             Bytes* response) override {
    return retire_candidates_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* RunRetention(Context* context, const Bytes* request,
                                         Bytes* response) override {
    return run_retention_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* RevokeConsent(Context* context, const Bytes* request,
                                          Bytes* response) override {
    return revoke_consent_.Start({context, request, response});
  }

 private:
  const UnaryMethod<v1::QueueStatusRequest, v1::QueueStatusResponse> queue_status_;
  const UnaryMethod<v1::ListAuditEventsRequest, v1::ListAuditEventsResponse> list_audit_events_;
  const UnaryMethod<v1::GetCheckpointRequest, v1::GetCheckpointResponse> get_checkpoint_;
  const UnaryMethod<v1::GetInclusionProofRequest, v1::GetInclusionProofResponse>
      get_inclusion_proof_;
  const UnaryMethod<v1::GetConsistencyProofRequest, v1::GetConsistencyProofResponse>
      get_consistency_proof_;
  const ExportMethod<v1::ExportAuditRequest, v1::ExportAuditResponse> export_audit_;
  const UnaryMethod<v1::EraseSubjectRequest, v1::EraseSubjectResponse> erase_subject_;
  const UnaryMethod<v1::RetireCandidatesRequest, v1::RetireCandidatesResponse> retire_candidates_;
  const UnaryMethod<v1::RunRetentionRequest, v1::RunRetentionResponse> run_retention_;
  const UnaryMethod<v1::RevokeConsentRequest, v1::RevokeConsentResponse> revoke_consent_;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_GOVERNANCE_SERVICE_H_
