// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/export_stream.h"

#include <utility>

namespace winnow::rpc {

ExportStream::ExportStream(const Method& method, grpc::CallbackServerContext& context)
    : context_(context), record_(method, context) {}

bool ExportStream::Admit(CallEnd refused) {
  self_ = shared_from_this();
  CallEnvironment& environment = record_.environment();
  if (refused.status.ok()) {
    ticket_ =
        environment.open_calls.Enter(self_, record_.start() + environment.limits.longest_call);
    if (!ticket_.has_value()) refused = NotServing(environment.open_calls.state());
  }
  if (refused.status.ok()) return true;
  ops::MutexLock lock(mutex_);
  End(refused);
  return false;
}

void ExportStream::Send(absl::StatusOr<loop::PieceSource> source) {
  ops::MutexLock lock(mutex_);
  if (ended_) return;
  if (!source.ok()) return End(MapStatus(source.status()), source.status());
  source_ = *std::move(source);
  WriteNext();
}

void ExportStream::WriteNext() {
  absl::StatusOr<std::string> piece = source_();
  if (!piece.ok()) return End(MapStatus(piece.status()), piece.status());
  if (piece->empty()) return End({});
  outgoing_.Clear();
  const CallEnd end = Encode(*std::move(piece), record_.environment().limits.send_bytes, outgoing_);
  if (!end.status.ok()) return End(end);
  is_writing_ = true;
  StartWrite(&outgoing_);
}

void ExportStream::End(const CallEnd& end, const absl::Status& cause) {
  ended_ = true;
  source_ = nullptr;  // what it holds of the queue is let go of at once
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

}  // namespace winnow::rpc
