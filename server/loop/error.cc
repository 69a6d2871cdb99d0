// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/error.h"

#include <cstdint>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "server/shard/admission.h"

namespace winnow::loop {
namespace {

// The payload of a status:
//
//   payload   := reason NUL retry_after_ns NUL (field NUL problem NUL)*
//   reason    := decimal
//   retry_after_ns := decimal, or empty for none
constexpr absl::string_view kPayloadType = "winnow.ErrorDetail";
constexpr absl::string_view kNul("\0", 1);

// How long to wait where an overload names no time of its own.
constexpr absl::Duration kDefaultRetry = absl::Seconds(1);
// A disk does not get space again by itself.
constexpr absl::Duration kDiskLowRetry = absl::Seconds(10);

std::string WithoutNul(absl::string_view text) { return absl::StrReplaceAll(text, {{kNul, ""}}); }

absl::Status WithDetail(absl::StatusCode code, absl::string_view text, const ErrorDetail& detail) {
  std::vector<std::string> parts = {
      absl::StrCat(static_cast<int>(detail.reason)),
      detail.retry_after.has_value() ? absl::StrCat(absl::ToInt64Nanoseconds(*detail.retry_after))
                                     : std::string()};
  for (const FieldViolation& violation : detail.violations) {
    parts.push_back(WithoutNul(violation.field));
    parts.push_back(WithoutNul(violation.problem));
  }
  absl::Status status(code, text);
  status.SetPayload(kPayloadType, absl::Cord(absl::StrJoin(parts, kNul)));
  return status;
}

absl::Status WithReason(absl::StatusCode code, v1::ErrorReason reason, absl::string_view text) {
  ErrorDetail detail;
  detail.reason = reason;
  return WithDetail(code, text, detail);
}

absl::Status WithViolations(v1::ErrorReason reason, std::vector<FieldViolation> violations) {
  std::string text = "The request is invalid.";
  if (!violations.empty()) {
    const FieldViolation& first = violations.front();
    text = absl::StrCat(first.field, ": ", first.problem);
    if (violations.size() > 1) absl::StrAppend(&text, " (and ", violations.size() - 1, " more)");
  }
  ErrorDetail detail;
  detail.reason = reason;
  detail.violations = std::move(violations);
  return WithDetail(absl::StatusCode::kInvalidArgument, text, detail);
}

v1::ErrorReason ReasonOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
      return v1::ERROR_REASON_UNSPECIFIED;
    case absl::StatusCode::kInvalidArgument:
      return v1::ERROR_REASON_FIELD_INVALID;
    case absl::StatusCode::kResourceExhausted:
      return v1::ERROR_REASON_OVERLOADED;
    case absl::StatusCode::kUnavailable:
      return v1::ERROR_REASON_STORAGE_UNAVAILABLE;
    case absl::StatusCode::kDataLoss:
      return v1::ERROR_REASON_STORAGE_DAMAGED;
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kCancelled:
      return v1::ERROR_REASON_DEADLINE_EXCEEDED;
    default:
      return v1::ERROR_REASON_INTERNAL;
  }
}

ErrorDetail Parse(const std::string& payload) {
  ErrorDetail detail;
  const std::vector<std::string> parts = absl::StrSplit(payload, '\0');
  int reason = 0;
  if (absl::SimpleAtoi(parts[0], &reason) && v1::ErrorReason_IsValid(reason)) {
    detail.reason = static_cast<v1::ErrorReason>(reason);
  }
  int64_t retry_ns = 0;
  if (parts.size() > 1 && absl::SimpleAtoi(parts[1], &retry_ns)) {
    detail.retry_after = absl::Nanoseconds(retry_ns);
  }
  for (size_t i = 2; i + 1 < parts.size(); i += 2) {
    detail.violations.push_back({parts[i], parts[i + 1]});
  }
  return detail;
}

}  // namespace

absl::Status FieldsInvalid(std::vector<FieldViolation> violations) {
  return WithViolations(v1::ERROR_REASON_FIELD_INVALID, std::move(violations));
}

absl::Status FieldsInvalid(v1::ErrorReason reason, std::vector<FieldViolation> violations) {
  return WithViolations(reason, std::move(violations));
}

absl::Status PolicyInvalid(std::vector<FieldViolation> violations) {
  return WithViolations(v1::ERROR_REASON_POLICY_INVALID, std::move(violations));
}

absl::Status Invalid(v1::ErrorReason reason, absl::string_view text) {
  return WithReason(absl::StatusCode::kInvalidArgument, reason, text);
}

absl::Status Unknown(v1::ErrorReason reason, absl::string_view text) {
  return WithReason(absl::StatusCode::kNotFound, reason, text);
}

absl::Status NotAllowed(v1::ErrorReason reason, absl::string_view text) {
  return WithReason(absl::StatusCode::kFailedPrecondition, reason, text);
}

absl::Status Exists(absl::string_view text) {
  return WithReason(absl::StatusCode::kAlreadyExists, v1::ERROR_REASON_ALREADY_EXISTS, text);
}

absl::Status Denied(absl::string_view text) {
  return WithReason(absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_PERMISSION_DENIED, text);
}

absl::Status LeaseSuperseded(absl::string_view text) {
  return WithReason(absl::StatusCode::kAborted, v1::ERROR_REASON_LEASE_SUPERSEDED, text);
}

absl::Status VersionConflict() {
  return VersionConflict(
      "The resource changed since it was read. Read it again and repeat the update.");
}

absl::Status VersionConflict(absl::string_view text) {
  return WithReason(absl::StatusCode::kAborted, v1::ERROR_REASON_VERSION_CONFLICT, text);
}

absl::Status Overloaded(absl::Duration retry_after, absl::string_view text) {
  ErrorDetail detail;
  detail.reason = v1::ERROR_REASON_OVERLOADED;
  detail.retry_after = retry_after;
  return WithDetail(absl::StatusCode::kResourceExhausted, text, detail);
}

absl::Status Unauthenticated(absl::string_view text) {
  return WithReason(absl::StatusCode::kUnauthenticated, v1::ERROR_REASON_UNAUTHENTICATED, text);
}

absl::Status Draining() {
  return WithReason(absl::StatusCode::kUnavailable, v1::ERROR_REASON_DRAINING,
                    "The server shuts down. Call another one, or this one later, with the same "
                    "request id.");
}

ErrorDetail DetailOf(const absl::Status& status) {
  if (const auto payload = status.GetPayload(kPayloadType); payload.has_value()) {
    return Parse(std::string(*payload));
  }
  ErrorDetail detail;
  if (shard::IsDiskLow(status)) {
    detail.reason = v1::ERROR_REASON_DISK_LOW;
    detail.retry_after = kDiskLowRetry;
    return detail;
  }
  detail.reason = ReasonOf(status.code());
  if (status.code() == absl::StatusCode::kResourceExhausted) detail.retry_after = kDefaultRetry;
  return detail;
}

}  // namespace winnow::loop
