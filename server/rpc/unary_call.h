// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// UnaryCall: one unary call, from its admission to its one end.
#ifndef WINNOW_SERVER_RPC_UNARY_CALL_H_
#define WINNOW_SERVER_RPC_UNARY_CALL_H_

#include <google/protobuf/message.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "server/rpc/call_record.h"
#include "server/rpc/open_calls.h"

namespace winnow::rpc {

// What gRPC hands to a unary method. Valid until the reactor is done.
struct UnaryExchange {
  const grpc::CallbackServerContext* context = nullptr;
  const grpc::ByteBuffer* request = nullptr;
  grpc::ByteBuffer* response = nullptr;
};

// Keeps itself alive until gRPC is done with it; whoever may end it later (a verb's callback) holds
// a reference of their own. Of several ends, from any threads, the first counts and the others do
// nothing.
class UnaryCall : public grpc::ServerUnaryReactor,
                  public OpenCall,
                  public std::enable_shared_from_this<UnaryCall> {
 public:
  UnaryCall(const Method& method, const UnaryExchange& exchange);

  // Registers the call. False when it was refused and ended: the caller may not call, has gone, its
  // deadline has passed, the request is too large, or the server takes no calls.
  bool Admit();

  // Ends the call with an answer, or with an error when `end` is one. `cause` is for the log.
  void Succeed(const google::protobuf::Message& answer);
  void Fail(const CallEnd& end, const absl::Status& cause = absl::OkStatus());

  const loop::Caller& caller() const { return record_.caller(); }
  const grpc::ByteBuffer& request() const { return *exchange_.request; }

  void Expire() override;
  void OnCancel() override { gone_ = true; }
  // A unary call ends by itself.
  void Drain() override {}

 private:
  // True for the one who ends the call.
  bool Claim() { return !ended_.exchange(true, std::memory_order_acq_rel); }
  CallEnd CheckRequest() const;
  void OnDone() override;

  const UnaryExchange exchange_;
  CallRecord record_;
  std::atomic<bool> ended_ = false;
  std::atomic<bool> gone_ = false;
  // Until gRPC is done.
  std::shared_ptr<UnaryCall> self_;
  std::optional<OpenCalls::Ticket> ticket_;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_UNARY_CALL_H_
