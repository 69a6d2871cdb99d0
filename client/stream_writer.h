// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// StreamWriter: sends chunks of one writer's stream and does not lose or double any of them,
// however often the connection breaks. record_writer.h puts records on top.
#ifndef WINNOW_CLIENT_STREAM_WRITER_H_
#define WINNOW_CLIENT_STREAM_WRITER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/backoff.h"
#include "client/chunk_window.h"
#include "client/connection.h"
#include "client/ingest_wire.h"
#include "client/stream_attempt.h"

namespace winnow::client {

struct WriterOptions {
  // Chunks in flight.
  size_t window = 8;
  // Bounds of a chunk; the server's are 500 and 1 MiB.
  uint32_t chunk_records = 500;
  size_t chunk_bytes = (1 << 20) - 1024;
  // Longest wait for one answer before the connection counts as broken.
  absl::Duration answer_timeout = absl::Seconds(30);
  // Age at which a stream is ended in good order and opened anew, well before any deadline.
  absl::Duration stream_age = absl::Minutes(1);
  // Attempts to reconnect without any progress between them; about a minute of patience.
  BackoffLimits backoff = {absl::Milliseconds(100), absl::Seconds(5), 20};
};

// A chunk that became durable.
struct ChunkOutcome {
  uint64_t offset = 0;
  uint32_t records = 0;
  v1::IngestResult result;
};

// Called from the thread that calls the writer.
using ChunkObserver = std::function<void(const ChunkOutcome& outcome)>;
// Opens an attempt that ends by itself after `bound`.
using WireOpener =
    std::function<std::unique_ptr<IngestWire>(Connection& connection, absl::Duration bound)>;

// What a stream is made of.
struct StreamSetup {
  WireOpener open;
  // The stream's first message.
  std::unique_ptr<google::protobuf::Message> header;
  ChunkObserver observer;
};

// For one thread. The destructor cancels what has not been finished.
class StreamWriter {
 public:
  StreamWriter(Connection& connection, StreamSetup setup, const WriterOptions& options);
  ~StreamWriter();
  StreamWriter(const StreamWriter&) = delete;
  StreamWriter& operator=(const StreamWriter&) = delete;

  // Opens the stream; committed() then says where to start.
  absl::Status Open();

  // Sends a chunk that starts at end(). Waits while the window is full. An error is final: the
  // stream broke in a way that a new attempt does not mend, or attempts ran out.
  absl::Status Send(Chunk chunk);

  // Waits until everything that was sent is durable, and ends the stream.
  absl::Status Finish();

  uint64_t committed() const { return window_.committed(); }
  uint64_t end() const { return window_.end(); }
  // Records that became durable while their answer was lost with a connection.
  uint64_t unreported() const { return unreported_; }

 private:
  absl::Status Connect();
  // Reconnects after `failure` until it works or nothing speaks for another attempt.
  absl::Status Recover(absl::Status failure);
  // Sends and takes answers until at most `most` chunks are not durable.
  absl::Status Flow(size_t most);
  absl::Status SendWaiting();
  absl::Status TakeAnswers(absl::Duration wait);
  absl::Status Apply(const IngestReply& reply);
  // Takes what arrived before the stream broke and says why it did.
  absl::Status EndBroken();
  // Ends a stream on which nothing is in flight.
  void EndIdle();

  Connection& connection_;
  const StreamSetup setup_;
  const WriterOptions options_;
  ChunkWindow window_;
  Backoff backoff_;
  std::unique_ptr<StreamAttempt> attempt_;
  absl::Time attempt_start_;
  absl::Duration pause_;
  uint64_t unreported_ = 0;
  PositionCheck::Seen seen_;
};

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_STREAM_WRITER_H_
