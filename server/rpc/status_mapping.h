// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// How the service's errors travel: a gRPC status whose details are a google.rpc.Status with
// ErrorInfo (domain "winnow"), BadRequest and RetryInfo (api.md P3; every reason is in ERRORS.md).
#ifndef WINNOW_SERVER_RPC_STATUS_MAPPING_H_
#define WINNOW_SERVER_RPC_STATUS_MAPPING_H_

#include <grpcpp/support/status.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/loop/error.h"

namespace winnow::rpc {

// The domain of every ErrorInfo.
inline constexpr char kErrorDomain[] = "winnow";

// How a call ends, for the caller and for the log.
struct CallEnd {
  grpc::Status status;
  v1::ErrorReason reason = v1::ERROR_REASON_UNSPECIFIED;
};

// The name of a reason as ErrorInfo carries it: without its prefix.
std::string ReasonName(v1::ErrorReason reason);

// An error with its details. Texts and violations are cut to what fits into the metadata that a
// client accepts by default (8 KiB); what is left out is counted in a last violation.
CallEnd MakeCallEnd(absl::StatusCode code, absl::string_view text, const loop::ErrorDetail& detail);

// What a verb of the loop answered. A defect (INTERNAL, UNKNOWN) shows a fixed text: what it says
// of the server's inside is for the log.
CallEnd MapStatus(const absl::Status& status);

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_STATUS_MAPPING_H_
