// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "absl/strings/str_cat.h"
#include "server/loop/audio_url.h"
#include "server/rpc/validation/fields.h"
#include "server/rpc/validation/requests.h"
#include "server/rpc/validation/resource_name.h"

namespace winnow::rpc {
namespace {

constexpr Range kItems = {1, 5000};
constexpr Range kLabels = {1, 1000};
constexpr Range kSlices = {0, 1000};

// What every call of a lease's holder names.
template <typename Request>
void CheckLeaseCall(const Request& request, Violations& violations) {
  CheckBatchName("batch", request.batch(), violations);
  CheckLeaseToken(request.token(), violations);
  CheckRequestId(request.request_id(), violations);
}

// The formats for labelers have room for it, and NeMo finds no audio without it.
void CheckAudioUrl(const v1::ExportBatchRequest& request, Violations& violations) {
  const bool is_nemo = request.format() == v1::EXPORT_FORMAT_NEMO_MANIFEST;
  if (request.audio_url().empty()) {
    if (is_nemo) violations.Add("audio_url", "is required for this format");
  } else if (!is_nemo && request.format() != v1::EXPORT_FORMAT_LABEL_STUDIO) {
    violations.Add("audio_url", "goes with the formats LABEL_STUDIO and NEMO_MANIFEST alone");
  } else if (!loop::IsAudioUrl(request.audio_url())) {
    violations.Add("audio_url",
                   "must be a URL of https, s3 or gs with {candidate_id} once behind the host, "
                   "without a user, at most 1024 characters");
  }
}

}  // namespace

void Validate(const v1::RequestBatchRequest& request, Violations& violations) {
  CheckQueueName("queue", request.queue(), violations);
  CheckId("labeler", request.labeler(), violations);
  CheckCount("max_items", request.max_items(), kItems, violations);
  if (request.has_lease()) CheckLease("lease", request.lease(), violations);
  CheckCount("slices", request.slices_size(), kSlices, violations);
  for (int i = 0; i < request.slices_size(); ++i) {
    CheckId(absl::StrCat("slices[", i, "]"), request.slices(i), violations);
  }
  CheckRequestId(request.request_id(), violations);
}

void Validate(const v1::RenewLeaseRequest& request, Violations& violations) {
  CheckLeaseCall(request, violations);
  if (request.has_lease()) CheckLease("lease", request.lease(), violations);
}

void Validate(const v1::SubmitLabelsRequest& request, Violations& violations) {
  CheckLeaseCall(request, violations);
  CheckCount("labels", request.labels_size(), kLabels, violations);
}

void Validate(const v1::ReturnItemsRequest& request, Violations& violations) {
  CheckLeaseCall(request, violations);
  CheckCount("candidate_ids", request.candidate_ids_size(), kItems, violations);
  CheckEnum("reason", request.reason(), EnumRule::kRequired, violations);
}

void Validate(const v1::CompleteBatchRequest& request, Violations& violations) {
  CheckLeaseCall(request, violations);
}

void Validate(const v1::CancelBatchRequest& request, Violations& violations) {
  CheckLeaseCall(request, violations);
}

void Validate(const v1::RequeueItemsRequest& request, Violations& violations) {
  CheckQueueName("queue", request.queue(), violations);
  CheckCount("candidate_ids", request.candidate_ids_size(), kItems, violations);
  CheckRequestId(request.request_id(), violations);
  CheckEnum("relabel_cause", request.relabel_cause(), EnumRule::kMayBeUnset, violations);
}

void Validate(const v1::GetBatchRequest& request, Violations& violations) {
  CheckBatchName("name", request.name(), violations);
  CheckPage(request.page_size(), request.page_token(), violations);
}

void Validate(const v1::ListBatchesRequest& request, Violations& violations) {
  CheckQueueName("queue", request.queue(), violations);
  CheckPage(request.page_size(), request.page_token(), violations);
  CheckEnum("state", request.state(), EnumRule::kMayBeUnset, violations);
}

void Validate(const v1::ExportBatchRequest& request, Violations& violations) {
  CheckBatchName("name", request.name(), violations);
  CheckEnum("format", request.format(), EnumRule::kMayBeUnset, violations);
  CheckAudioUrl(request, violations);
}

void Validate(const v1::ExportFrameRequest& request, Violations& violations) {
  CheckQueueName("queue", request.queue(), violations);
}

void Validate(const v1::VerifyBatchRequest& request, Violations& violations) {
  CheckBatchName("name", request.name(), violations);
}

void Validate(const v1::ExplainCandidateRequest& request, Violations& violations) {
  CheckCandidateName("name", request.name(), violations);
}

void Validate(const v1::ListLabelsRequest& request, Violations& violations) {
  CheckQueueName("queue", request.queue(), violations);
  if (!request.rubric().empty()) CheckRubricRevision("rubric", request.rubric(), violations);
  CheckPage(request.page_size(), request.page_token(), violations);
}

void Validate(const v1::ListAdjudicationsRequest& request, Violations& violations) {
  CheckQueueName("queue", request.queue(), violations);
  CheckPage(request.page_size(), request.page_token(), violations);
}

void Validate(const v1::AdjudicateRequest& request, Violations& violations) {
  CheckQueueName("queue", request.queue(), violations);
  CheckId("candidate_id", request.candidate_id(), violations);
  if (!request.has_decision()) violations.Add("decision", "is required");
  CheckRequestId(request.request_id(), violations);
}

}  // namespace winnow::rpc
