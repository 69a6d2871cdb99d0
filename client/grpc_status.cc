// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/grpc_status.h"

#include "client/error.h"

namespace winnow::client {

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status converted(static_cast<absl::StatusCode>(status.error_code()),
                         status.error_message());
  AttachDetails(status.error_details(), converted);
  return converted;
}

}  // namespace winnow::client
