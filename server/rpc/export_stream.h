// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ExportMethod: streams a batch's manifest as a file.
#ifndef WINNOW_SERVER_RPC_EXPORT_STREAM_H_
#define WINNOW_SERVER_RPC_EXPORT_STREAM_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/ops/mutex.h"
#include "server/rpc/call_record.h"
#include "server/rpc/open_calls.h"
#include "server/rpc/unknown_fields.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::rpc {

// One export. Keeps itself alive until gRPC is done with it. Safe for use from any thread.
class ExportStream final : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                           public OpenCall,
                           public std::enable_shared_from_this<ExportStream> {
 public:
  ExportStream(const Method& method, grpc::CallbackServerContext& context);

  // Registers the stream and asks the loop for the file, or ends with the reason why not.
  void Start(const grpc::ByteBuffer& request, const UnknownFieldCheck& unknown_fields);

  // A reader that is too slow is cut off.
  void Expire() override WINNOW_EXCLUDES(mutex_);
  // An export ends by itself.
  void Drain() override {}

 private:
  CallEnd Read(const grpc::ByteBuffer& request, const UnknownFieldCheck& unknown_fields);
  void Send(absl::StatusOr<std::vector<std::string>> pieces) WINNOW_EXCLUDES(mutex_);
  void WriteNext() WINNOW_REQUIRES(mutex_);
  void End(const CallEnd& end, const absl::Status& cause = absl::OkStatus())
      WINNOW_REQUIRES(mutex_);
  void OnWriteDone(bool ok) override WINNOW_EXCLUDES(mutex_);
  void OnDone() override;

  grpc::CallbackServerContext& context_;
  CallRecord record_;
  v1::ExportBatchRequest request_;
  // Until gRPC is done.
  std::shared_ptr<ExportStream> self_;
  std::optional<OpenCalls::Ticket> ticket_;

  ops::Mutex mutex_;
  std::vector<std::string> pieces_ WINNOW_GUARDED_BY(mutex_);
  size_t next_ WINNOW_GUARDED_BY(mutex_) = 0;
  grpc::ByteBuffer outgoing_ WINNOW_GUARDED_BY(mutex_);
  bool is_writing_ WINNOW_GUARDED_BY(mutex_) = false;
  bool ended_ WINNOW_GUARDED_BY(mutex_) = false;
};

// The method ExportBatch. Immutable after construction; outlives its streams.
class ExportMethod {
 public:
  ExportMethod(CallEnvironment& environment, const ops::RpcMethodName& name)
      : method_(environment, name), unknown_fields_(v1::ExportBatchRequest::descriptor()) {}

  grpc::ServerWriteReactor<grpc::ByteBuffer>* Start(grpc::CallbackServerContext& context,
                                                    const grpc::ByteBuffer& request) const;

 private:
  const Method method_;
  const UnknownFieldCheck unknown_fields_;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_EXPORT_STREAM_H_
