// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// StreamAttempt: one open ingest stream with a thread that collects the server's answers, so that
// writing never waits for reading.
#ifndef WINNOW_CLIENT_STREAM_ATTEMPT_H_
#define WINNOW_CLIENT_STREAM_ATTEMPT_H_

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/ingest_wire.h"

namespace winnow::client {

// For one thread, besides its own.
class StreamAttempt {
 public:
  enum class Arrival { kReply, kNothing, kEnded };

  explicit StreamAttempt(std::unique_ptr<IngestWire> wire);
  // Cancels the stream unless it was closed.
  ~StreamAttempt();
  StreamAttempt(const StreamAttempt&) = delete;
  StreamAttempt& operator=(const StreamAttempt&) = delete;

  // False when the stream is broken; Next still yields what arrived before.
  bool Write(const google::protobuf::Message& request) { return wire_->Write(request); }
  void WritesDone() { wire_->WritesDone(); }

  // The next answer. Waits for it at most `wait`.
  Arrival Next(absl::Duration wait, IngestReply& reply);

  // Ends the stream, by force if the server has not ended it, and says how it ended.
  absl::Status Close();

 private:
  void ReadAll();

  const std::unique_ptr<IngestWire> wire_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<IngestReply> replies_;  // under mutex_
  bool ended_ = false;               // under mutex_
  std::thread reader_;
};

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_STREAM_ATTEMPT_H_
