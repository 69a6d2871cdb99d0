// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/ack_stream.h"

#include <utility>

#include "server/rpc/wire.h"

namespace winnow::rpc {

AckStream::AckStream(const Method& method, const grpc::CallbackServerContext& context)
    : record_(method, context), place_(record_) {}

void AckStream::Start() {
  self_ = shared_from_this();
  CallEnd refused = record_.CheckCaller();
  if (refused.status.ok()) refused = place_.Take(self_, {});
  ops::MutexLock lock(mutex_);
  if (!refused.status.ok()) return End(refused);
  Step();
}

void AckStream::Drain() {
  ops::MutexLock lock(mutex_);
  if (!reads_ended_) {
    reads_ended_ = true;
    last_words_ = NotServing(OpenCalls::State::kDraining);
  }
  Step();
}

void AckStream::Answer(uint64_t place, const google::protobuf::Message& message) {
  grpc::ByteBuffer bytes;
  const CallEnd end = WriteMessage(message, environment().limits.send_bytes, bytes);
  if (!end.status.ok()) return Refuse(place, end);
  Fill(place, std::move(bytes));
}

void AckStream::Refuse(uint64_t place, const CallEnd& end, const absl::Status& cause) {
  {
    ops::MutexLock lock(mutex_);
    reads_ended_ = true;
    if (cause_.ok()) cause_ = cause;
  }
  Fill(place, end);
}

void AckStream::Fill(uint64_t place, AckWindow::Answer answer) {
  ops::MutexLock lock(mutex_);
  window_.Fill(place, std::move(answer));
  Step();
}

void AckStream::OnReadDone(bool ok) {
  uint64_t place = 0;
  {
    ops::MutexLock lock(mutex_);
    is_reading_ = false;
    reads_ended_ = reads_ended_ || !ok;
    // What was read after the end is not carried out: its author gets no answer and sends it again.
    if (reads_ended_ || ended_) return Step();
    place = window_.Reserve();
    // Until Take is done, so that no other thread starts the next read before.
    is_reading_ = true;
  }
  CallEnd refused = CheckRate(record_, incoming_.Length());
  if (refused.status.ok()) {
    refused = MapStatus(
        environment().queue.Submit(record_.method().call_class, absl::InfiniteDuration(),
                                   [self = shared_from_this(), place](const absl::Status& turn) {
                                     self->TakeTurn(place, turn);
                                   }));
  }
  if (!refused.status.ok()) Refuse(place, refused);
}

void AckStream::TakeTurn(uint64_t place, const absl::Status& turn) {
  if (turn.ok()) {
    Take(place, incoming_);
  } else {
    Refuse(place, MapStatus(turn));
  }
  incoming_.Clear();
  ops::MutexLock lock(mutex_);
  is_reading_ = false;
  Step();
}

void AckStream::OnWriteDone(bool ok) {
  ops::MutexLock lock(mutex_);
  is_writing_ = false;
  is_cancelled_ = is_cancelled_ || !ok;
  max_under_way_ = kMaxUnderWay;
  window_.Pop();
  Step();
}

void AckStream::OnCancel() {
  ops::MutexLock lock(mutex_);
  is_cancelled_ = true;
  Step();
}

void AckStream::Step() {
  if (ended_) return;
  if (!is_writing_) WriteOrEnd();
  if (ended_ || is_reading_ || reads_ended_ || is_cancelled_) return;
  if (window_.size() >= max_under_way_) return;
  is_reading_ = true;
  StartRead(&incoming_);
}

void AckStream::WriteOrEnd() {
  if (is_cancelled_) return End(CallerGone());
  AckWindow::Answer* next = window_.Front();
  if (next == nullptr) {
    if (reads_ended_ && window_.size() == 0) End(last_words_);
    return;
  }
  if (const CallEnd* end = std::get_if<CallEnd>(next)) return End(*end);
  is_writing_ = true;
  StartWrite(&std::get<grpc::ByteBuffer>(*next));
}

void AckStream::End(const CallEnd& end) {
  ended_ = true;
  record_.End(end, cause_);
  place_.GiveUp();
  Finish(end.status);
}

void AckStream::OnDone() {
  // Moved out first: the last reference may go with it.
  const std::shared_ptr<AckStream> self = std::move(self_);
  place_.Leave();
}

}  // namespace winnow::rpc
