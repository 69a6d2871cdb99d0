// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/status_mapping.h"

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "server/ops/utf8.h"

namespace winnow::rpc {
namespace {

// Together they stay under 8 KiB after base64.
constexpr size_t kMaxTextBytes = 1024;
constexpr size_t kMaxViolationBytes = 4096;

// The start of `text`, valid UTF-8, as protobuf and HTTP/2 want it.
std::string Cut(absl::string_view text, size_t limit) {
  while (limit > 0 && limit < text.size() && (text[limit] & 0xC0) == 0x80) --limit;
  return ops::ValidUtf8(text.substr(0, limit));
}

google::rpc::BadRequest ToBadRequest(const std::vector<loop::FieldViolation>& violations) {
  google::rpc::BadRequest request;
  size_t bytes = 0;
  for (const loop::FieldViolation& violation : violations) {
    bytes += violation.field.size() + violation.problem.size();
    if (bytes > kMaxViolationBytes) {
      const size_t left = violations.size() - static_cast<size_t>(request.field_violations_size());
      request.add_field_violations()->set_description(
          absl::StrCat("And ", left, " more: correct these first."));
      break;
    }
    auto* added = request.add_field_violations();
    added->set_field(ops::ValidUtf8(violation.field));
    added->set_description(ops::ValidUtf8(violation.problem));
  }
  return request;
}

google::rpc::RetryInfo ToRetryInfo(absl::Duration retry_after) {
  const absl::Duration wait = std::clamp(retry_after, absl::ZeroDuration(), absl::Hours(24 * 365));
  google::rpc::RetryInfo retry;
  absl::Duration rest;
  retry.mutable_retry_delay()->set_seconds(absl::IDivDuration(wait, absl::Seconds(1), &rest));
  retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(rest)));
  return retry;
}

bool IsDefect(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kUnknown;
}

}  // namespace

std::string ReasonName(v1::ErrorReason reason) {
  const std::string& name = v1::ErrorReason_Name(reason);
  return std::string(absl::StripPrefix(name, "ERROR_REASON_"));
}

CallEnd MakeCallEnd(absl::StatusCode code, absl::string_view text,
                    const loop::ErrorDetail& detail) {
  google::rpc::Status rich;
  rich.set_code(static_cast<int>(code));
  rich.set_message(Cut(text, kMaxTextBytes));
  google::rpc::ErrorInfo error;
  error.set_reason(ReasonName(detail.reason));
  error.set_domain(kErrorDomain);
  rich.add_details()->PackFrom(error);
  if (!detail.violations.empty()) rich.add_details()->PackFrom(ToBadRequest(detail.violations));
  if (detail.retry_after.has_value()) {
    rich.add_details()->PackFrom(ToRetryInfo(*detail.retry_after));
  }
  return {
      grpc::Status(static_cast<grpc::StatusCode>(code), rich.message(), rich.SerializeAsString()),
      detail.reason};
}

CallEnd MapStatus(const absl::Status& status) {
  if (status.ok()) return {};
  if (IsDefect(status.code())) {
    loop::ErrorDetail defect;
    defect.reason = v1::ERROR_REASON_INTERNAL;
    return MakeCallEnd(absl::StatusCode::kInternal,
                       "The server met a defect of its own. Report it with the trace id.", defect);
  }
  return MakeCallEnd(status.code(), status.message(), loop::DetailOf(status));
}

}  // namespace winnow::rpc
