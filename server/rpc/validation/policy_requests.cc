// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "server/rpc/validation/fields.h"
#include "server/rpc/validation/requests.h"
#include "server/rpc/validation/resource_name.h"

namespace winnow::rpc {
namespace {

constexpr Range kSimulatedItems = {1, 5000};
constexpr size_t kContentHashDigits = 64;

bool IsContentHash(absl::string_view text) {
  return text.size() == kContentHashDigits && std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isdigit(static_cast<unsigned char>(c)) || (c >= 'a' && c <= 'f');
         });
}

}  // namespace

void Validate(const v1::RegisterSourceRequest& request, Violations& violations) {
  CheckSourceName("source.name", request.source().name(), violations);
  CheckDescription("source.description", request.source().description(), violations);
  CheckOptionalId("source.owner", request.source().owner(), violations);
  CheckRequestId(request.request_id(), violations);
}

void Validate(const v1::ListSourcesRequest& request, Violations& violations) {
  CheckPage(request.page_size(), request.page_token(), violations);
}

void Validate(const v1::RegisterConsentScopeRequest& request, Violations& violations) {
  constexpr Range kPurposes = {1, 8};
  const v1::ConsentScope& scope = request.consent_scope();
  CheckConsentScopeName("consent_scope.name", scope.name(), violations);
  CheckCount("consent_scope.purposes", scope.purposes_size(), kPurposes, violations);
  for (int i = 0; i < scope.purposes_size() && i < kPurposes.high; ++i) {
    CheckEnum(absl::StrCat("consent_scope.purposes[", i, "]"), scope.purposes(i),
              EnumRule::kRequired, violations);
  }
  if (scope.has_expire_time()) {
    CheckTimestamp("consent_scope.expire_time", scope.expire_time(), violations);
  }
  CheckDescription("consent_scope.description", scope.description(), violations);
  CheckRequestId(request.request_id(), violations);
}

void Validate(const v1::ListConsentScopesRequest& request, Violations& violations) {
  CheckPage(request.page_size(), request.page_token(), violations);
}

void Validate(const v1::CreatePolicyRevisionRequest& request, Violations& violations) {
  CheckId("policy_id", request.policy_id(), violations);
  if (!request.has_policy()) violations.Add("policy", "is required");
  CheckRequestId(request.request_id(), violations);
}

void Validate(const v1::GetPolicyRevisionRequest& request, Violations& violations) {
  CheckPolicyName("name", request.name(), violations);
}

void Validate(const v1::ListPolicyRevisionsRequest& request, Violations& violations) {
  CheckPage(request.page_size(), request.page_token(), violations);
}

void Validate(const v1::ActivatePolicyRevisionRequest& request, Violations& violations) {
  CheckQueueName("queue", request.queue(), violations);
  CheckPolicyName("policy", request.policy(), violations);
  CheckRequestId(request.request_id(), violations);
}

void Validate(const v1::ApprovePolicyRevisionRequest& request, Violations& violations) {
  CheckPolicyName("policy", request.policy(), violations);
  CheckEnum("role", request.role(), EnumRule::kRequired, violations);
  if (!IsContentHash(request.content_hash())) {
    violations.Add("content_hash",
                   "must be the content_hash of the revision that was read: 64 lower-case hex "
                   "digits");
  }
  CheckRequestId(request.request_id(), violations);
}

void Validate(const v1::SimulatePolicyRequest& request, Violations& violations) {
  CheckQueueName("queue", request.queue(), violations);
  if (request.policy().empty() != request.has_rules()) {
    violations.Add("policy", "or rules must be set, and not both");
  } else if (!request.has_rules()) {
    CheckPolicyName("policy", request.policy(), violations);
  }
  CheckCount("max_items", request.max_items(), kSimulatedItems, violations);
}

void Validate(const v1::CreateRubricRevisionRequest& request, Violations& violations) {
  CheckId("rubric_id", request.rubric_id(), violations);
  if (!request.has_rubric()) violations.Add("rubric", "is required");
  CheckRequestId(request.request_id(), violations);
}

void Validate(const v1::GetRubricRevisionRequest& request, Violations& violations) {
  CheckRubricName("name", request.name(), violations);
}

void Validate(const v1::ListRubricRevisionsRequest& request, Violations& violations) {
  CheckPage(request.page_size(), request.page_token(), violations);
}

void Validate(const v1::SetControlItemRequest& request, Violations& violations) {
  CheckQueueName("queue", request.queue(), violations);
  CheckId("item.candidate_id", request.item().candidate_id(), violations);
  CheckEnum("item.kind", request.item().kind(), EnumRule::kRequired, violations);
  CheckRequestId(request.request_id(), violations);
}

void Validate(const v1::ListControlItemsRequest& request, Violations& violations) {
  CheckQueueName("queue", request.queue(), violations);
  CheckPage(request.page_size(), request.page_token(), violations);
}

}  // namespace winnow::rpc
