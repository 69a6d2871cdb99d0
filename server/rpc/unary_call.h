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

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/rpc/call_place.h"
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

  // Lets `carry` be called when the call's turn comes, unless it is refused, and ended, before
  // that: the caller may not call or has gone, its deadline has passed or cannot be met, the
  // request is too large, its identity asks for too much, or the server takes no calls or has too
  // much to do.
  void Begin(absl::AnyInvocable<void()> carry);

  // Ends the call with an answer, or with an error when `end` is one. `cause` is for the log.
  void Succeed(const google::protobuf::Message& answer);
  void Fail(const CallEnd& end, const absl::Status& cause = absl::OkStatus());

  const loop::Caller& caller() const { return record_.caller(); }
  const grpc::ByteBuffer& request() const { return request_; }

  void Expire() override;
  void OnCancel() override { gone_ = true; }
  // A unary call ends by itself.
  void Drain() override {}

 private:
  // True for the one who ends the call.
  bool Claim() { return !ended_.exchange(true, std::memory_order_acq_rel); }
  CallEnd CheckRequest() const;
  void Refuse(const CallEnd& end);
  void TakeTurn(const absl::Status& turn, absl::AnyInvocable<void()> carry);
  // Why there is nothing more to do when the turn comes.
  CallEnd CheckTurn() const;
  // How long the call has taken since its turn came; nothing before that.
  std::optional<absl::Duration> Tail() const;
  void OnDone() override;

  // Only until the call has ended, which may be before its turn.
  const UnaryExchange exchange_;
  // Shares its memory with what gRPC holds.
  const grpc::ByteBuffer request_;
  const absl::Time deadline_;
  CallRecord record_;
  CallPlace place_;
  // When its turn came, on the steady clock. Written before the verb is called.
  std::atomic<bool> has_begun_ = false;
  absl::Duration begun_;
  std::atomic<bool> gone_ = false;
  std::atomic<bool> ended_ = false;
  // Until gRPC is done.
  std::shared_ptr<UnaryCall> self_;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_UNARY_CALL_H_
