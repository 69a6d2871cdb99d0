// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Errors of the loop: an absl::Status that also carries a reason of the API, the fields that are
// wrong and when to try again. Texts say what to do next and never echo a value that was sent.
#ifndef WINNOW_SERVER_LOOP_ERROR_H_
#define WINNOW_SERVER_LOOP_ERROR_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "winnow/v1/error.pb.h"

namespace winnow::loop {

// A field that breaks its rules.
struct FieldViolation {
  // Path in the request, such as `policy.caps[2].attribute`.
  std::string field;
  // What is wrong and what is allowed.
  std::string problem;
};

// What an error says beyond its code and text.
struct ErrorDetail {
  v1::ErrorReason reason = v1::ERROR_REASON_UNSPECIFIED;
  std::vector<FieldViolation> violations;
  std::optional<absl::Duration> retry_after;
};

// INVALID_ARGUMENT with every violation; the text names the first.
absl::Status FieldsInvalid(std::vector<FieldViolation> violations);
// The same for another reason.
absl::Status FieldsInvalid(v1::ErrorReason reason, std::vector<FieldViolation> violations);
// INVALID_ARGUMENT with every violation of a policy.
absl::Status PolicyInvalid(std::vector<FieldViolation> violations);
// INVALID_ARGUMENT for another reason than a single field.
absl::Status Invalid(v1::ErrorReason reason, absl::string_view text);
// NOT_FOUND.
absl::Status Unknown(v1::ErrorReason reason, absl::string_view text);
// FAILED_PRECONDITION.
absl::Status NotAllowed(v1::ErrorReason reason, absl::string_view text);
// ALREADY_EXISTS.
absl::Status Exists(absl::string_view text);
// PERMISSION_DENIED: PERMISSION_DENIED.
absl::Status Denied(absl::string_view text);
// ABORTED: LEASE_SUPERSEDED.
absl::Status LeaseSuperseded(absl::string_view text);
// ABORTED: VERSION_CONFLICT.
absl::Status VersionConflict();
absl::Status VersionConflict(absl::string_view text);
// RESOURCE_EXHAUSTED with the time to wait.
absl::Status Overloaded(absl::Duration retry_after, absl::string_view text);
// UNAUTHENTICATED: UNAUTHENTICATED.
absl::Status Unauthenticated(absl::string_view text);
// UNAVAILABLE: DRAINING.
absl::Status Draining();

// What `status` carries. For a status that was made elsewhere (storage, shard) the reason follows
// from the code.
ErrorDetail DetailOf(const absl::Status& status);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_ERROR_H_
