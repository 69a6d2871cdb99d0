// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <string>

#include "server/loop/candidate_validation.h"
#include "server/rpc/validation/fields.h"
#include "server/rpc/validation/requests.h"
#include "server/rpc/validation/resource_name.h"

namespace winnow::rpc {

void Validate(const v1::RevokeConsentRequest& request, Violations& violations) {
  switch (request.target_case()) {
    case v1::RevokeConsentRequest::kSubject:
      if (!loop::IsKeyedHash(request.subject()))
        violations.Add("subject", std::string(loop::kKeyedHashRule));
      break;
    case v1::RevokeConsentRequest::kConsentScope:
      CheckConsentScopeName("consent_scope", request.consent_scope(), violations);
      break;
    case v1::RevokeConsentRequest::TARGET_NOT_SET:
      violations.Add("subject", "or consent_scope must be given");
      break;
  }
  CheckRequestId(request.request_id(), violations);
}

}  // namespace winnow::rpc
