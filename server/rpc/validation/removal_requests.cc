// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/candidate_validation.h"
#include "server/rpc/validation/fields.h"
#include "server/rpc/validation/requests.h"
#include "server/rpc/validation/resource_name.h"

namespace winnow::rpc {
namespace {

constexpr Range kCandidates = {1, 1000};

}  // namespace

void Validate(const v1::EraseSubjectRequest& request, Violations& violations) {
  if (!loop::IsKeyedHash(request.subject()))
    violations.Add("subject", std::string(loop::kKeyedHashRule));
  CheckRequestId(request.request_id(), violations);
}

void Validate(const v1::RetireCandidatesRequest& request, Violations& violations) {
  CheckQueueName("queue", request.queue(), violations);
  CheckCount("candidate_ids", request.candidate_ids_size(), kCandidates, violations);
  CheckRequestId(request.request_id(), violations);
}

void Validate(const v1::RunRetentionRequest& request, Violations& violations) {
  if (!request.queue().empty()) CheckQueueName("queue", request.queue(), violations);
  CheckRequestId(request.request_id(), violations);
}

}  // namespace winnow::rpc
