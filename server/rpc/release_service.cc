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
                             &loop::Loop::datasets, &loop::Datasets::DiffDatasetVersions) {}

}  // namespace winnow::rpc
