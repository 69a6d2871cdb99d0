// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <string>

#include "server/rpc/validation/fields.h"
#include "server/rpc/validation/requests.h"

namespace winnow::rpc {
namespace {

// As long as any name in a leaf.
constexpr size_t kLongestFilter = 512;

void CheckFilter(absl::string_view field, absl::string_view value, Violations& violations) {
  if (value.size() > kLongestFilter)
    violations.Add(std::string(field),
                   "must have at most 512 characters: it is compared with whole names");
}

void CheckFromOne(absl::string_view field, uint64_t value, Violations& violations) {
  if (value == 0) violations.Add(std::string(field), "must be from 1 on");
}

}  // namespace

void Validate(const v1::ListAuditEventsRequest& request, Violations& violations) {
  CheckFilter("actor", request.actor(), violations);
  CheckFilter("method", request.method(), violations);
  CheckFilter("object", request.object(), violations);
  CheckPage(request.page_size(), request.page_token(), violations);
}

void Validate(const v1::GetCheckpointRequest&, Violations&) {}

void Validate(const v1::GetInclusionProofRequest& request, Violations& violations) {
  CheckFromOne("seq", request.seq(), violations);
}

void Validate(const v1::GetConsistencyProofRequest& request, Violations& violations) {
  CheckFromOne("first_size", request.first_size(), violations);
  if (request.second_size() != 0 && request.second_size() < request.first_size())
    violations.Add("second_size", "must not be smaller than first_size");
}

void Validate(const v1::ExportAuditRequest&, Violations&) {}

}  // namespace winnow::rpc
