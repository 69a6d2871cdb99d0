// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/release_service.h"

#include "server/rpc/validation/requests.h"

namespace winnow::rpc {
namespace {

ops::RpcMethodName Named(const char* method, const char* type = "unary") {
  return {v1::ReleaseService::service_full_name(), method, type};
}

}  // namespace

ReleaseService::ReleaseService(CallEnvironment& environment)
    : create_evaluation_(environment, Named("CreateEvaluation"), &loop::Loop::evaluations,
                         &loop::Evaluations::CreateEvaluation),
      extend_evaluation_(environment, Named("ExtendEvaluation"), &loop::Loop::evaluations,
                         &loop::Evaluations::ExtendEvaluation),
      close_evaluation_(environment, Named("CloseEvaluation"), &loop::Loop::evaluations,
                        &loop::Evaluations::CloseEvaluation),
      get_evaluation_(environment, Named("GetEvaluation"), &loop::Loop::evaluations,
                      &loop::Evaluations::GetEvaluation),
      list_evaluations_(environment, Named("ListEvaluations"), &loop::Loop::evaluations,
                        &loop::Evaluations::ListEvaluations),
      agreement_report_(environment, Named("AgreementReport"), &loop::Loop::agreements,
                        &loop::Agreements::AgreementReport),
      create_dataset_version_(environment, Named("CreateDatasetVersion"), &loop::Loop::datasets,
                              &loop::Datasets::CreateDatasetVersion),
      get_dataset_version_(environment, Named("GetDatasetVersion"), &loop::Loop::datasets,
                           &loop::Datasets::GetDatasetVersion),
      list_dataset_versions_(environment, Named("ListDatasetVersions"), &loop::Loop::datasets,
                             &loop::Datasets::ListDatasetVersions),
      export_dataset_version_(environment, Named("ExportDatasetVersion", "server_stream"),
                              &loop::Loop::datasets, &loop::Datasets::ExportDatasetVersion),
      diff_dataset_versions_(environment, Named("DiffDatasetVersions", "server_stream"),
                             &loop::Loop::datasets, &loop::Datasets::DiffDatasetVersions),
      create_release_(environment, Named("CreateRelease"), &loop::Loop::releases,
                      &loop::Releases::CreateRelease),
      get_release_(environment, Named("GetRelease"), &loop::Loop::releases,
                   &loop::Releases::GetRelease),
      list_releases_(environment, Named("ListReleases"), &loop::Loop::releases,
                     &loop::Releases::ListReleases),
      submit_evaluation_(environment, Named("SubmitEvaluation"), &loop::Loop::releases,
                         &loop::Releases::SubmitEvaluation),
      evaluate_gates_(environment, Named("EvaluateGates"), &loop::Loop::releases,
                      &loop::Releases::EvaluateGates),
      waive_finding_(environment, Named("WaiveFinding"), &loop::Loop::releases,
                     &loop::Releases::WaiveFinding),
      record_rollout_(environment, Named("RecordRollout"), &loop::Loop::releases,
                      &loop::Releases::RecordRollout),
      export_release_(environment, Named("ExportRelease", "server_stream"), &loop::Loop::releases,
                      &loop::Releases::ExportRelease),
      trace_lineage_(environment, Named("TraceLineage"), &loop::Loop::lineage,
                     &loop::Lineage::TraceLineage) {}

}  // namespace winnow::rpc
