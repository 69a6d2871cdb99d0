// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ExportMethod: a method that streams a file, piece by piece as its reader takes them.
#ifndef WINNOW_SERVER_RPC_EXPORT_STREAM_H_
#define WINNOW_SERVER_RPC_EXPORT_STREAM_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "server/loop/loop.h"
#include "server/ops/mutex.h"
#include "server/rpc/call_place.h"
#include "server/rpc/call_record.h"
#include "server/rpc/open_calls.h"
#include "server/rpc/queue_check.h"
#include "server/rpc/request_check.h"
#include "server/rpc/validation/requests.h"
#include "server/rpc/wire.h"

namespace winnow::rpc {

// One export. Keeps itself alive until gRPC is done with it. Safe for use from any thread.
class ExportStream : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                     public OpenCall,
                     public std::enable_shared_from_this<ExportStream> {
 public:
  ExportStream(const Method& method, grpc::CallbackServerContext& context,
               const grpc::ByteBuffer& request);

  // As UnaryCall::Begin.
  void Begin(absl::AnyInvocable<void()> carry) WINNOW_EXCLUDES(mutex_);
  const grpc::ByteBuffer& request() const { return request_; }
  const loop::Caller& caller() const { return record_.caller(); }
  // Ends the stream, which has sent nothing yet, with an error.
  void Fail(const CallEnd& end) WINNOW_EXCLUDES(mutex_);
  // Sends the file, or ends with the reason why there is none. Called once, after Begin.
  void Send(absl::StatusOr<loop::PieceSource> source) WINNOW_EXCLUDES(mutex_);

  // A reader that is too slow is cut off.
  void Expire() override WINNOW_EXCLUDES(mutex_);
  // An export ends by itself.
  void Drain() override {}

 private:
  // Writes a piece as the response of its method.
  virtual CallEnd Encode(std::string piece, size_t limit, grpc::ByteBuffer& out) const = 0;

  bool HasEnded() WINNOW_EXCLUDES(mutex_);
  void WriteNext() WINNOW_REQUIRES(mutex_);
  void End(const CallEnd& end, const absl::Status& cause = absl::OkStatus())
      WINNOW_REQUIRES(mutex_);
  void OnWriteDone(bool ok) override WINNOW_EXCLUDES(mutex_);
  void OnDone() override;

  // Only until the stream has ended.
  grpc::CallbackServerContext& context_;
  // Shares its memory with what gRPC holds.
  const grpc::ByteBuffer request_;
  CallRecord record_;
  // Until gRPC is done.
  std::shared_ptr<ExportStream> self_;
  CallPlace place_;

  ops::Mutex mutex_;
  loop::PieceSource source_ WINNOW_GUARDED_BY(mutex_);
  grpc::ByteBuffer outgoing_ WINNOW_GUARDED_BY(mutex_);
  bool is_writing_ WINNOW_GUARDED_BY(mutex_) = false;
  bool ended_ WINNOW_GUARDED_BY(mutex_) = false;
};

// One method, whose response has a field `content`. `Validate(const Request&, Violations&)` is
// found beside Violations. Immutable after construction; outlives its streams.
template <typename Request, typename Response>
class ExportMethod {
 public:
  // The file comes from `verb` of `stage`, a part of the loop.
  template <typename Stage>
  ExportMethod(CallEnvironment& environment, const ops::RpcMethodName& name,
               Stage loop::Loop::*stage,
               void (Stage::*verb)(const loop::Caller&, const Request&,
                                   loop::Done<loop::PieceSource>))
      : method_(environment, name),
        check_(Request::descriptor()),
        queues_(method_.rule, Request::descriptor()),
        verb_([&environment, stage, verb](const loop::Caller& caller, const Request& request,
                                          loop::Done<loop::PieceSource> done) {
          ((environment.loop.load()->*stage).*verb)(caller, request, std::move(done));
        }) {}

  grpc::ServerWriteReactor<grpc::ByteBuffer>* Start(grpc::CallbackServerContext& context,
                                                    const grpc::ByteBuffer& request) const {
    auto stream = std::make_shared<Stream>(method_, context, request);
    stream->Begin([this, stream] { Carry(stream); });
    return stream.get();
  }

 private:
  class Stream final : public ExportStream {
   public:
    using ExportStream::ExportStream;
    Request message;

   private:
    CallEnd Encode(std::string piece, size_t limit, grpc::ByteBuffer& out) const override {
      Response response;
      response.set_content(std::move(piece));
      return WriteMessage(response, limit, out);
    }
  };

  void Carry(const std::shared_ptr<Stream>& stream) const {
    CallEnd refused = ReadMessage(stream->request(), check_, stream->message);
    if (refused.status.ok()) {
      refused = JudgeRequest(queues_, std::as_const(stream->message), stream->caller().grants);
    }
    if (!refused.status.ok()) return stream->Fail(refused);
    verb_(stream->caller(), stream->message,
          [stream](absl::StatusOr<loop::PieceSource> source) { stream->Send(std::move(source)); });
  }

  const Method method_;
  const RequestCheck check_;
  const QueueCheck queues_;
  const std::function<void(const loop::Caller&, const Request&, loop::Done<loop::PieceSource>)>
      verb_;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_EXPORT_STREAM_H_
