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
                        v1::ReleaseService::WithRawCallbackMethod_DiffDatasetVersions,
                        v1::ReleaseService::WithRawCallbackMethod_CreateRelease,
                        v1::ReleaseService::WithRawCallbackMethod_GetRelease,
                        v1::ReleaseService::WithRawCallbackMethod_ListReleases,
                        v1::ReleaseService::WithRawCallbackMethod_SubmitEvaluation,
                        v1::ReleaseService::WithRawCallbackMethod_EvaluateGates,
                        v1::ReleaseService::WithRawCallbackMethod_WaiveFinding,
                        v1::ReleaseService::WithRawCallbackMethod_RecordRollout,
                        v1::ReleaseService::WithRawCallbackMethod_ExportRelease,
                        v1::ReleaseService::WithRawCallbackMethod_TraceLineage> {
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
  grpc::ServerUnaryReactor* CreateRelease(Context* context, const Bytes* request,
                                          Bytes* response) override {
    return create_release_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* GetRelease(Context* context, const Bytes* request,
                                       Bytes* response) override {
    return get_release_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* ListReleases(Context* context, const Bytes* request,
                                         Bytes* response) override {
    return list_releases_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* SubmitEvaluation(Context* context, const Bytes* request,
                                             Bytes* response) override {
    return submit_evaluation_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* EvaluateGates(Context* context, const Bytes* request,
                                          Bytes* response) override {
    return evaluate_gates_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* WaiveFinding(Context* context, const Bytes* request,
                                         Bytes* response) override {
    return waive_finding_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* RecordRollout(Context* context, const Bytes* request,
                                          Bytes* response) override {
    return record_rollout_.Start({context, request, response});
  }
  grpc::ServerWriteReactor<Bytes>* ExportRelease(Context* context, const Bytes* request) override {
    return export_release_.Start(*context, *request);
  }
  grpc::ServerUnaryReactor* TraceLineage(Context* context, const Bytes* request,
                                         Bytes* response) override {
    return trace_lineage_.Start({context, request, response});
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
  const UnaryMethod<v1::CreateReleaseRequest, v1::CreateReleaseResponse> create_release_;
  const UnaryMethod<v1::GetReleaseRequest, v1::GetReleaseResponse> get_release_;
  const UnaryMethod<v1::ListReleasesRequest, v1::ListReleasesResponse> list_releases_;
  const UnaryMethod<v1::SubmitEvaluationRequest, v1::SubmitEvaluationResponse> submit_evaluation_;
  const UnaryMethod<v1::EvaluateGatesRequest, v1::EvaluateGatesResponse> evaluate_gates_;
  const UnaryMethod<v1::WaiveFindingRequest, v1::WaiveFindingResponse> waive_finding_;
  const UnaryMethod<v1::RecordRolloutRequest, v1::RecordRolloutResponse> record_rollout_;
  const ExportMethod<v1::ExportReleaseRequest, v1::ExportReleaseResponse> export_release_;
  const UnaryMethod<v1::TraceLineageRequest, v1::TraceLineageResponse> trace_lineage_;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_RELEASE_SERVICE_H_
