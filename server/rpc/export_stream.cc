// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/export_stream.h"

#include <utility>

#include "server/rpc/validation/requests.h"
#include "server/rpc/wire.h"

namespace winnow::rpc {

ExportStream::ExportStream(const Method& method, grpc::CallbackServerContext& context)
    : context_(context), record_(method, context) {}

CallEnd ExportStream::Read(const grpc::ByteBuffer& request,
                           const UnknownFieldCheck& unknown_fields) {
  CallEnd refused = CheckCaller(context_, record_.environment().clock);
  if (!refused.status.ok()) return refused;
  refused = ReadMessage(request, unknown_fields, request_);
  if (!refused.status.ok()) return refused;
  Violations violations;
  Validate(std::as_const(request_), violations);
  return violations.empty() ? CallEnd{} : MapStatus(loop::FieldsInvalid(violations.Take()));
}

void ExportStream::Start(const grpc::ByteBuffer& request, const UnknownFieldCheck& unknown_fields) {
  self_ = shared_from_this();
  CallEnvironment& environment = record_.environment();
  CallEnd refused = Read(request, unknown_fields);
  if (refused.status.ok()) {
    ticket_ =
        environment.open_calls.Enter(self_, record_.start() + environment.limits.longest_call);
    if (!ticket_.has_value()) refused = NotServing(environment.open_calls.state());
  }
  if (!refused.status.ok()) {
    ops::MutexLock lock(mutex_);
    return End(refused);
  }
  environment.loop.load()->batches.ExportBatch(
      record_.caller(), request_, [self = self_](absl::StatusOr<std::vector<std::string>> pieces) {
        self->Send(std::move(pieces));
      });
}

void ExportStream::Send(absl::StatusOr<std::vector<std::string>> pieces) {
  ops::MutexLock lock(mutex_);
  if (ended_) return;
  if (!pieces.ok()) return End(MapStatus(pieces.status()), pieces.status());
  pieces_ = *std::move(pieces);
  WriteNext();
}

void ExportStream::WriteNext() {
  if (next_ == pieces_.size()) return End({});
  v1::ExportBatchResponse response;
  response.set_content(std::move(pieces_[next_++]));
  outgoing_.Clear();
  const CallEnd end = WriteMessage(response, record_.environment().limits.send_bytes, outgoing_);
  if (!end.status.ok()) return End(end);
  is_writing_ = true;
  StartWrite(&outgoing_);
}

void ExportStream::End(const CallEnd& end, const absl::Status& cause) {
  ended_ = true;
  record_.End(end, cause);
  Finish(end.status);
}

void ExportStream::OnWriteDone(bool ok) {
  ops::MutexLock lock(mutex_);
  is_writing_ = false;
  if (ok) return WriteNext();
  End({grpc::Status(grpc::StatusCode::CANCELLED, "The caller has gone."),
       v1::ERROR_REASON_UNSPECIFIED});
}

void ExportStream::Expire() {
  ops::MutexLock lock(mutex_);
  if (ended_) return;
  // A write that waits for its reader fails when the call is cancelled, and ends the stream.
  if (is_writing_) return context_.TryCancel();
  End(OutOfTime());
}

void ExportStream::OnDone() {
  // Moved out first: the last reference may go with it.
  const std::shared_ptr<ExportStream> self = std::move(self_);
  if (ticket_.has_value()) record_.environment().open_calls.Leave(*ticket_);
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* ExportMethod::Start(
    grpc::CallbackServerContext& context, const grpc::ByteBuffer& request) const {
  auto stream = std::make_shared<ExportStream>(method_, context);
  stream->Start(request, unknown_fields_);
  return stream.get();
}

}  // namespace winnow::rpc
