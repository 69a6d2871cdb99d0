// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/error.h"

#include "absl/strings/str_cat.h"
#include "client/duration_text.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace winnow::client {
namespace {

constexpr char kDetailsUrl[] = "type.googleapis.com/google.rpc.Status";
constexpr char kRequestIdUrl[] = "winnow.client/request_id";
constexpr char kUsageUrl[] = "winnow.client/usage";

void ReadDetail(const google::protobuf::Any& any, ErrorDetails& details) {
  google::rpc::ErrorInfo cause;
  google::rpc::BadRequest bad_request;
  google::rpc::RetryInfo retry;
  if (any.UnpackTo(&cause)) {
    details.reason = cause.reason();
    details.domain = cause.domain();
    details.metadata.insert(cause.metadata().begin(), cause.metadata().end());
  } else if (any.UnpackTo(&bad_request)) {
    for (const auto& violation : bad_request.field_violations()) {
      details.violations.push_back({violation.field(), violation.description()});
    }
  } else if (any.UnpackTo(&retry) && retry.has_retry_delay()) {
    details.retry_delay = FromProto(retry.retry_delay());
  }
}

bool IsOutcomeUnknown(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
}

}  // namespace

void AttachDetails(absl::string_view rpc_status_bytes, absl::Status& status) {
  if (!rpc_status_bytes.empty()) status.SetPayload(kDetailsUrl, absl::Cord(rpc_status_bytes));
}

ErrorDetails DetailsOf(const absl::Status& status) {
  ErrorDetails details;
  const auto payload = status.GetPayload(kDetailsUrl);
  google::rpc::Status rpc_status;
  if (payload.has_value() && rpc_status.ParseFromString(std::string(*payload))) {
    for (const google::protobuf::Any& any : rpc_status.details()) ReadDetail(any, details);
  }
  return details;
}

void AttachRequestId(absl::string_view request_id, absl::Status& status) {
  if (!request_id.empty()) status.SetPayload(kRequestIdUrl, absl::Cord(request_id));
}

std::string RequestIdOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kRequestIdUrl);
  return payload.has_value() ? std::string(*payload) : std::string();
}

absl::Status UsageError(absl::string_view message) {
  absl::Status status = absl::InvalidArgumentError(message);
  status.SetPayload(kUsageUrl, absl::Cord("1"));
  return status;
}

bool IsUsageError(const absl::Status& status) { return status.GetPayload(kUsageUrl).has_value(); }

std::string DescribeError(const absl::Status& status) {
  if (IsUsageError(status)) return std::string(status.message());
  const ErrorDetails details = DetailsOf(status);
  std::string text = absl::StatusCodeToString(status.code());
  if (!details.reason.empty()) absl::StrAppend(&text, " ", details.reason);
  // Ours is the domain of nearly every error: it is worth saying only where it is another.
  if (!details.domain.empty() && details.domain != "winnow") {
    absl::StrAppend(&text, " (", details.domain, ")");
  }
  absl::StrAppend(&text, ": ", status.message());
  for (const FieldViolation& violation : details.violations) {
    absl::StrAppend(&text, "\n  ", violation.field, ": ", violation.description);
  }
  for (const auto& [key, value] : details.metadata) {
    absl::StrAppend(&text, "\n  ", key, " = ", value);
  }
  if (details.retry_delay.has_value()) {
    absl::StrAppend(&text, "\n  try again in ", absl::FormatDuration(*details.retry_delay));
  }
  const std::string request_id = RequestIdOf(status);
  if (!request_id.empty() && IsOutcomeUnknown(status)) {
    absl::StrAppend(&text, "\n  it can be repeated safely with --request-id ", request_id);
  }
  return text;
}

}  // namespace winnow::client
