// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RPC_CALL_COUNTER_H_
#define WINNOW_SERVER_RPC_CALL_COUNTER_H_

#include <grpcpp/server_builder.h>

#include "server/rpc/connection_calls.h"

namespace winnow::rpc {

// Lets `calls` count every call of the server that is built: those of our services, of gRPC's own,
// and of methods that nobody serves. Calls over a Unix socket are not counted, because gRPC does
// not tell its connections apart. `calls` outlives the server.
void CountCalls(ConnectionCalls& calls, grpc::ServerBuilder& builder);

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_CALL_COUNTER_H_
