// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Turns gRPC's status into the library's.
#ifndef WINNOW_CLIENT_GRPC_STATUS_H_
#define WINNOW_CLIENT_GRPC_STATUS_H_

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace winnow::client {

// The same code and message, with the binary details attached (error.h).
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_GRPC_STATUS_H_
