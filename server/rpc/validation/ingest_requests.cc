// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/validation/fields.h"
#include "server/rpc/validation/requests.h"
#include "server/rpc/validation/resource_name.h"

namespace winnow::rpc {
namespace {

constexpr Range kRows = {1, 500};

}  // namespace

void Validate(const v1::IngestHeader& header, Violations& violations) {
  CheckId("header.writer_id", header.writer_id(), violations);
  CheckQueueName("header.queue", header.queue(), violations);
  CheckOptionalId("header.source", header.source(), violations);
  CheckOptionalId("header.model_release", header.model_release(), violations);
  CheckOptionalId("header.scorer", header.scorer(), violations);
}

void Validate(const v1::BatchUpsertCandidatesRequest& request, Violations& violations) {
  CheckQueueName("queue", request.queue(), violations);
  CheckCount("candidates", request.candidates_size(), kRows, violations);
  CheckRequestId(request.request_id(), violations);
}

void Validate(const v1::BatchPushSignalsRequest& request, Violations& violations) {
  CheckQueueName("queue", request.queue(), violations);
  CheckCount("rows", request.rows_size(), kRows, violations);
  CheckRequestId(request.request_id(), violations);
}

void Validate(const v1::GetCandidateRequest& request, Violations& violations) {
  CheckCandidateName("name", request.name(), violations);
}

void Validate(const v1::ListCandidatesRequest& request, Violations& violations) {
  CheckQueueName("queue", request.queue(), violations);
  CheckPage(request.page_size(), request.page_token(), violations);
  CheckEnum("exclusion", request.exclusion(), EnumRule::kMayBeUnset, violations);
  CheckOptionalId("slice", request.slice(), violations);
}

void Validate(const v1::GetIngestOffsetRequest& request, Violations& violations) {
  CheckQueueName("queue", request.queue(), violations);
  CheckId("writer_id", request.writer_id(), violations);
  CheckEnum("stream", request.stream(), EnumRule::kRequired, violations);
}

}  // namespace winnow::rpc
