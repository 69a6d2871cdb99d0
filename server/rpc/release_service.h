// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ReleaseService: for release managers.
#ifndef WINNOW_SERVER_RPC_RELEASE_SERVICE_H_
#define WINNOW_SERVER_RPC_RELEASE_SERVICE_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "server/rpc/call_environment.h"
#include "server/rpc/raw_methods.h"
#include "server/rpc/unary.h"
#include "winnow/v1/release_service.grpc.pb.h"

namespace winnow::rpc {

// Thread-safe.
class ReleaseService final
    : public RawMethods<v1::ReleaseService::Service,
                        v1::ReleaseService::WithRawCallbackMethod_CreateEvaluation,
                        v1::ReleaseService::WithRawCallbackMethod_ExtendEvaluation,
                        v1::ReleaseService::WithRawCallbackMethod_CloseEvaluation,
                        v1::ReleaseService::WithRawCallbackMethod_GetEvaluation,
                        v1::ReleaseService::WithRawCallbackMethod_ListEvaluations,
                        v1::ReleaseService::WithRawCallbackMethod_AgreementReport> {
  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;

 public:
  explicit ReleaseService(CallEnvironment& environment);

  grpc::ServerUnaryReactor* CreateEvaluation(Context* context, const Bytes* request,
                                             Bytes* response) override {
    return create_evaluation_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* ExtendEvaluation(Context* context, const Bytes* request,
                                             Bytes* response) override {
    return extend_evaluation_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* CloseEvaluation(Context* context, const Bytes* request,
                                            Bytes* response) override {
    return close_evaluation_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* GetEvaluation(Context* context, const Bytes* request,
                                          Bytes* response) override {
    return get_evaluation_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* ListEvaluations(Context* context, const Bytes* request,
                                            Bytes* response) override {
    return list_evaluations_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* AgreementReport(Context* context, const Bytes* request,
                                            Bytes* response) override {
    return agreement_report_.Start({context, request, response});
  }

 private:
  const UnaryMethod<v1::CreateEvaluationRequest, v1::CreateEvaluationResponse> create_evaluation_;
  const UnaryMethod<v1::ExtendEvaluationRequest, v1::ExtendEvaluationResponse> extend_evaluation_;
  const UnaryMethod<v1::CloseEvaluationRequest, v1::CloseEvaluationResponse> close_evaluation_;
  const UnaryMethod<v1::GetEvaluationRequest, v1::GetEvaluationResponse> get_evaluation_;
  const UnaryMethod<v1::ListEvaluationsRequest, v1::ListEvaluationsResponse> list_evaluations_;
  const UnaryMethod<v1::AgreementReportRequest, v1::AgreementReportResponse> agreement_report_;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_RELEASE_SERVICE_H_
