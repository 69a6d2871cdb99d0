// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/export_stream.h"

#include <utility>

namespace winnow::rpc {

ExportStream::ExportStream(const Method& method, grpc::CallbackServerContext& context,
                           const grpc::ByteBuffer& request)
    : context_(context), request_(request), record_(method, context), place_(record_) {}

void ExportStream::Begin(absl::AnyInvocable<void()> carry) {
  self_ = shared_from_this();
  CallEnvironment& environment = record_.environment();
  CallEnd refused = record_.CheckCaller();
  if (refused.status.ok()) {
    refused =
        place_.Take(self_, {request_.Length(), record_.start() + environment.limits.longest_call});
  }
  if (refused.status.ok()) {
    const absl::Time deadline = absl::FromChrono(context_.deadline());
    refused = MapStatus(environment.queue.Submit(
        record_.method().call_class, deadline - environment.clock.WallNow(),
        [self = self_, carry = std::move(carry)](const absl::Status& turn) mutable {
          if (!turn.ok()) return self->Fail(MapStatus(turn));
          if (!self->HasEnded()) carry();
        }));
  }
  if (!refused.status.ok()) Fail(refused);
}

void ExportStream::Fail(const CallEnd& end) {
  ops::MutexLock lock(mutex_);
  if (!ended_) End(end);
}

bool ExportStream::HasEnded() {
  ops::MutexLock lock(mutex_);
  return ended_;
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
  record_.environment().rates.Charge(caller().principal, outgoing_.Length());
  is_writing_ = true;
  StartWrite(&outgoing_);
}

void ExportStream::End(const CallEnd& end, const absl::Status& cause) {
  ended_ = true;
  source_ = nullptr;  // what it holds of the queue is let go of at once
  record_.End(end, cause);
  place_.GiveUp();
  Finish(end.status);
}

void ExportStream::OnWriteDone(bool ok) {
  ops::MutexLock lock(mutex_);
  is_writing_ = false;
  if (!ok) return End(CallerGone());
  // The next piece is work of its own: other calls have their turns in between.
  record_.environment().queue.Resume(record_.method().call_class, [self = shared_from_this()] {
    ops::MutexLock turn(self->mutex_);
    if (!self->ended_) self->WriteNext();
  });
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
  place_.Leave();
}

}  // namespace winnow::rpc
