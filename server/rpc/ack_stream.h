// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// AckStream: a stream in both directions on which every message of the caller gets one answer, in
// order, while several are under way.
#ifndef WINNOW_SERVER_RPC_ACK_STREAM_H_
#define WINNOW_SERVER_RPC_ACK_STREAM_H_

#include <google/protobuf/message.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "server/ops/mutex.h"
#include "server/rpc/ack_window.h"
#include "server/rpc/call_place.h"
#include "server/rpc/call_record.h"
#include "server/rpc/open_calls.h"

namespace winnow::rpc {

// Reads a message, hands it to Take, and reads the next without waiting for the answer, until
// kMaxUnderWay are under way; each waits for its turn in the CallQueue, and nothing is read before
// it came; the first message is answered before the second is read. An answer
// that is an error ends the stream after the answers before it. Keeps itself alive until gRPC is
// done with it; callbacks that answer later hold a reference of their own, and their answers to a
// stream that has ended are dropped. Safe for use from any thread.
class AckStream : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                  public OpenCall,
                  public std::enable_shared_from_this<AckStream> {
 public:
  static constexpr size_t kMaxUnderWay = 8;

  AckStream(const Method& method, const grpc::CallbackServerContext& context);

  // Reads the first message, or refuses the stream.
  void Start() WINNOW_EXCLUDES(mutex_);

  // Ends the stream with DRAINING after the answers that are under way; reads nothing more.
  void Drain() override WINNOW_EXCLUDES(mutex_);
  // A stream has no longest time.
  void Expire() override {}

 protected:
  // Gives the answer to a message: the one of `place`.
  void Answer(uint64_t place, const google::protobuf::Message& message) WINNOW_EXCLUDES(mutex_);
  // Ends the stream with an error when it comes to `place`. `cause` is for the log.
  void Refuse(uint64_t place, const CallEnd& end, const absl::Status& cause = absl::OkStatus())
      WINNOW_EXCLUDES(mutex_);

  const loop::Caller& caller() const { return record_.caller(); }
  CallEnvironment& environment() const { return record_.environment(); }

 private:
  // Carries out a message and sees to the answer of `place`, now or later. One at a time, in order.
  virtual void Take(uint64_t place, const grpc::ByteBuffer& message) = 0;

  // Takes the message that was read, now that its turn has come.
  void TakeTurn(uint64_t place, const absl::Status& turn) WINNOW_EXCLUDES(mutex_);
  void OnReadDone(bool ok) override WINNOW_EXCLUDES(mutex_);
  void OnWriteDone(bool ok) override WINNOW_EXCLUDES(mutex_);
  void OnCancel() override WINNOW_EXCLUDES(mutex_);
  void OnDone() override;

  void Fill(uint64_t place, AckWindow::Answer answer) WINNOW_EXCLUDES(mutex_);
  // Does what is due: writes, reads, ends.
  void Step() WINNOW_REQUIRES(mutex_);
  void WriteOrEnd() WINNOW_REQUIRES(mutex_);
  void End(const CallEnd& end) WINNOW_REQUIRES(mutex_);

  CallRecord record_;
  // Touched by gRPC while a read is under way, else by whoever takes the message that was read.
  grpc::ByteBuffer incoming_;
  // Until gRPC is done.
  std::shared_ptr<AckStream> self_;
  CallPlace place_;

  ops::Mutex mutex_;
  AckWindow window_ WINNOW_GUARDED_BY(mutex_);
  size_t max_under_way_ WINNOW_GUARDED_BY(mutex_) = 1;
  bool is_reading_ WINNOW_GUARDED_BY(mutex_) = false;
  bool is_writing_ WINNOW_GUARDED_BY(mutex_) = false;
  // Nothing more is read; the stream ends with `last_words_` once everything is answered.
  bool reads_ended_ WINNOW_GUARDED_BY(mutex_) = false;
  CallEnd last_words_ WINNOW_GUARDED_BY(mutex_);
  absl::Status cause_ WINNOW_GUARDED_BY(mutex_);
  bool is_cancelled_ WINNOW_GUARDED_BY(mutex_) = false;
  bool ended_ WINNOW_GUARDED_BY(mutex_) = false;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_ACK_STREAM_H_
