// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ReleaseService: for release managers.
#ifndef WINNOW_SERVER_RPC_RELEASE_SERVICE_H_
#define WINNOW_SERVER_RPC_RELEASE_SERVICE_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "server/rpc/call_environment.h"
#include "server/rpc/export_stream.h"
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
                        v1::ReleaseService::WithRawCallbackMethod_AgreementReport,
                        v1::ReleaseService::WithRawCallbackMethod_CreateDatasetVersion,
                        v1::ReleaseService::WithRawCallbackMethod_GetDatasetVersion,
                        v1::ReleaseService::WithRawCallbackMethod_ListDatasetVersions,
                        v1::ReleaseService::WithRawCallbackMethod_ExportDatasetVersion,
                        v1::ReleaseService::WithRawCallbackMethod_DiffDatasetVersions> {
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
  grpc::ServerUnaryReactor* CreateDatasetVersion(Context* context, const Bytes* request,
                                                 Bytes* response) override {
    return create_dataset_version_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* GetDatasetVersion(Context* context, const Bytes* request,
                                              Bytes* response) override {
    return get_dataset_version_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* ListDatasetVersions(Context* context, const Bytes* request,
                                                Bytes* response) override {
    return list_dataset_versions_.Start({context, request, response});
  }
  grpc::ServerWriteReactor<Bytes>* ExportDatasetVersion(Context* context,
                                                        const Bytes* request) override {
    return export_dataset_version_.Start(*context, *request);
  }
  grpc::ServerWriteReactor<Bytes>* DiffDatasetVersions(Context* context,
                                                       const Bytes* request) override {
    return diff_dataset_versions_.Start(*context, *request);
  }

 private:
  const UnaryMethod<v1::CreateEvaluationRequest, v1::CreateEvaluationResponse> create_evaluation_;
  const UnaryMethod<v1::ExtendEvaluationRequest, v1::ExtendEvaluationResponse> extend_evaluation_;
  const UnaryMethod<v1::CloseEvaluationRequest, v1::CloseEvaluationResponse> close_evaluation_;
  const UnaryMethod<v1::GetEvaluationRequest, v1::GetEvaluationResponse> get_evaluation_;
  const UnaryMethod<v1::ListEvaluationsRequest, v1::ListEvaluationsResponse> list_evaluations_;
  const UnaryMethod<v1::AgreementReportRequest, v1::AgreementReportResponse> agreement_report_;
  const UnaryMethod<v1::CreateDatasetVersionRequest, v1::CreateDatasetVersionResponse>
      create_dataset_version_;
  const UnaryMethod<v1::GetDatasetVersionRequest, v1::GetDatasetVersionResponse>
      get_dataset_version_;
  const UnaryMethod<v1::ListDatasetVersionsRequest, v1::ListDatasetVersionsResponse>
      list_dataset_versions_;
  const ExportMethod<v1::ExportDatasetVersionRequest, v1::ExportDatasetVersionResponse>
      export_dataset_version_;
  const ExportMethod<v1::DiffDatasetVersionsRequest, v1::DiffDatasetVersionsResponse>
      diff_dataset_versions_;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_RELEASE_SERVICE_H_
