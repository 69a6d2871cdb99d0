// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// GovernanceService: for privacy, audit and SRE.
#ifndef WINNOW_SERVER_RPC_GOVERNANCE_SERVICE_H_
#define WINNOW_SERVER_RPC_GOVERNANCE_SERVICE_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "server/rpc/call_environment.h"
#include "server/rpc/raw_methods.h"
#include "server/rpc/unary.h"
#include "winnow/v1/governance_service.grpc.pb.h"

namespace winnow::rpc {

// Thread-safe.
class GovernanceService final
    : public RawMethods<v1::GovernanceService::Service,
                        v1::GovernanceService::WithRawCallbackMethod_QueueStatus> {
  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;

 public:
  explicit GovernanceService(CallEnvironment& environment);

  grpc::ServerUnaryReactor* QueueStatus(Context* context, const Bytes* request,
                                        Bytes* response) override {
    return queue_status_.Start({context, request, response});
  }

 private:
  const UnaryMethod<v1::QueueStatusRequest, v1::QueueStatusResponse> queue_status_;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_GOVERNANCE_SERVICE_H_
