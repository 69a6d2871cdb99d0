// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// RichStatus: the details of an error, unpacked for tests.
#ifndef WINNOW_TESTS_SERVER_RPC_RICH_STATUS_H_
#define WINNOW_TESTS_SERVER_RPC_RICH_STATUS_H_

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <grpcpp/support/status.h>

#include <optional>
#include <string>
#include <vector>

namespace winnow::rpc {

struct RichStatus {
  std::string reason;
  std::string domain;
  std::vector<std::string> fields;
  std::vector<std::string> problems;
  std::optional<double> retry_seconds;
};

inline RichStatus Unpack(const grpc::Status& status) {
  RichStatus rich;
  google::rpc::Status packed;
  if (!packed.ParseFromString(status.error_details())) return rich;
  for (const google::protobuf::Any& detail : packed.details()) {
    google::rpc::ErrorInfo error;
    google::rpc::BadRequest bad;
    google::rpc::RetryInfo retry;
    if (detail.UnpackTo(&error)) {
      rich.reason = error.reason();
      rich.domain = error.domain();
    } else if (detail.UnpackTo(&bad)) {
      for (const auto& violation : bad.field_violations()) {
        rich.fields.push_back(violation.field());
        rich.problems.push_back(violation.description());
      }
    } else if (detail.UnpackTo(&retry)) {
      rich.retry_seconds =
          static_cast<double>(retry.retry_delay().seconds()) + 1e-9 * retry.retry_delay().nanos();
    }
  }
  return rich;
}

}  // namespace winnow::rpc

#endif  // WINNOW_TESTS_SERVER_RPC_RICH_STATUS_H_
