// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Errors of the client. Every function of the library answers with an absl::Status whose code is
// the gRPC code; what a server says beyond that (google.rpc.Status) travels as a payload and is
// read here.
#ifndef WINNOW_CLIENT_ERROR_H_
#define WINNOW_CLIENT_ERROR_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace winnow::client {

// One entry of google.rpc.BadRequest.
struct FieldViolation {
  std::string field;
  std::string description;
};

// What the details of an error say. Empty members were not sent.
struct ErrorDetails {
  std::string reason;
  std::string domain;
  std::map<std::string, std::string> metadata;
  std::vector<FieldViolation> violations;
  std::optional<absl::Duration> retry_delay;
};

// Attaches the bytes of a google.rpc.Status, as gRPC delivers them. Bytes that do not parse are
// kept and read as no details.
void AttachDetails(absl::string_view rpc_status_bytes, absl::Status& status);
ErrorDetails DetailsOf(const absl::Status& status);

// Attaches the id that the failed call went out with, so that its caller can repeat it safely.
void AttachRequestId(absl::string_view request_id, absl::Status& status);
// The id that was attached, else empty.
std::string RequestIdOf(const absl::Status& status);

// An error of the person who calls, found without asking the server: a bad name, document or file.
absl::Status UsageError(absl::string_view message);
bool IsUsageError(const absl::Status& status);

// The error for people, over several lines: code, reason, message, each violation, what to do.
std::string DescribeError(const absl::Status& status);

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_ERROR_H_
