// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/rpc/validation/fields.h"
#include "server/rpc/validation/requests.h"
#include "server/rpc/validation/resource_name.h"

namespace winnow::rpc {
namespace {

constexpr Range kItems = {1, 20'000};
constexpr Range kLooks = {0, 100};
constexpr Range kPhase = {0, 100};

}  // namespace

void Validate(const v1::CreateEvaluationRequest& request, Violations& violations) {
  CheckQueueName("queue", request.queue(), violations);
  CheckReleaseUnderTest("release_under_test", request.release_under_test(), violations);
  const v1::ReleaseUnderTest& pair = request.release_under_test();
  if (pair.baseline_release() == pair.candidate_release() && !pair.baseline_release().empty()) {
    violations.Add("release_under_test.candidate_release", "must differ from baseline_release");
  }
  CheckCount("budget", request.budget(), kItems, violations);
  CheckCount("looks", request.looks(), kLooks, violations);
  CheckRequestId(request.request_id(), violations);
}

void Validate(const v1::ExtendEvaluationRequest& request, Violations& violations) {
  CheckEvaluationName("name", request.name(), violations);
  CheckCount("items", request.items(), kItems, violations);
  CheckRequestId(request.request_id(), violations);
}

void Validate(const v1::CloseEvaluationRequest& request, Violations& violations) {
  CheckEvaluationName("name", request.name(), violations);
  CheckRequestId(request.request_id(), violations);
}

void Validate(const v1::GetEvaluationRequest& request, Violations& violations) {
  CheckEvaluationName("name", request.name(), violations);
  CheckCount("phase", request.phase(), kPhase, violations);
  CheckPage(request.page_size(), request.page_token(), violations);
}

void Validate(const v1::ListEvaluationsRequest& request, Violations& violations) {
  CheckQueueName("queue", request.queue(), violations);
  CheckPage(request.page_size(), request.page_token(), violations);
}

void Validate(const v1::AgreementReportRequest& request, Violations& violations) {
  CheckQueueName("queue", request.queue(), violations);
  CheckRubricRevision("rubric", request.rubric(), violations);
  CheckEnum("dimension", request.dimension(), EnumRule::kMayBeUnset, violations);
  CheckPage(request.page_size(), request.page_token(), violations);
}

void Validate(const v1::CreateDatasetVersionRequest& request, Violations& violations) {
  constexpr Range kSplits = {0, 3};
  CheckDatasetName("dataset", request.dataset(), violations);
  CheckQueueName("queue", request.queue(), violations);
  CheckEnum("purpose", request.purpose(), EnumRule::kRequired, violations);
  CheckCount("splits", request.splits_size(), kSplits, violations);
  for (int i = 0; i < request.splits_size() && i < kSplits.high; ++i)
    CheckEnum(absl::StrCat("splits[", i, "]"), request.splits(i), EnumRule::kRequired, violations);
  CheckRequestId(request.request_id(), violations);
}

void Validate(const v1::GetDatasetVersionRequest& request, Violations& violations) {
  CheckDatasetVersionName("name", request.name(), violations);
  CheckPage(request.page_size(), request.page_token(), violations);
}

void Validate(const v1::ListDatasetVersionsRequest& request, Violations& violations) {
  CheckQueueName("queue", request.queue(), violations);
  CheckPage(request.page_size(), request.page_token(), violations);
}

void Validate(const v1::ExportDatasetVersionRequest& request, Violations& violations) {
  CheckDatasetVersionName("name", request.name(), violations);
}

void Validate(const v1::DiffDatasetVersionsRequest& request, Violations& violations) {
  CheckDatasetVersionName("before", request.before(), violations);
  CheckDatasetVersionName("after", request.after(), violations);
}

void Validate(const v1::TraceLineageRequest& request, Violations& violations) {
  if (absl::StartsWith(request.name(), "releases/")) {
    CheckReleaseName("name", request.name(), violations);
  } else if (absl::StartsWith(request.name(), "datasets/")) {
    CheckDatasetVersionName("name", request.name(), violations);
  } else if (absl::StartsWith(request.name(), "queues/")) {
    CheckCandidateName("name", request.name(), violations);
  } else {
    violations.Add("name", "must be the name of a candidate, a release or a data set version");
  }
  CheckPage(request.page_size(), request.page_token(), violations);
}

}  // namespace winnow::rpc
