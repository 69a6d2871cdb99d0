// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ChunkWindow: the chunks of a writer's stream that are not known to be durable, and the arithmetic
// of offsets that resumption rests on. Pure.
#ifndef WINNOW_CLIENT_CHUNK_WINDOW_H_
#define WINNOW_CLIENT_CHUNK_WINDOW_H_

#include <cstdint>
#include <deque>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "winnow/v1/ingest_service.pb.h"

namespace winnow::client {

// Records [offset, offset + records) of a writer's stream, as the message that carries them.
struct Chunk {
  uint64_t offset = 0;
  uint32_t records = 0;
  std::unique_ptr<google::protobuf::Message> request;

  uint64_t end() const { return offset + records; }
};

// Not thread-safe. Holds chunks in the order of their offsets: first those that were sent on the
// stream that is open, then those that wait.
class ChunkWindow {
 public:
  // Records of the stream that are durable; nothing before it is held.
  uint64_t committed() const { return committed_; }
  // Where the next chunk starts.
  uint64_t end() const { return chunks_.empty() ? committed_ : chunks_.back().end(); }
  // Chunks that are not known to be durable.
  size_t size() const { return chunks_.size(); }

  // Appends a chunk that starts at end(). INVALID_ARGUMENT if it starts elsewhere.
  absl::Status Push(Chunk chunk);

  // The next chunk to send, or null; it counts as sent.
  const Chunk* TakeUnsent();

  // A new stream was opened and the server says what is durable. Nothing counts as sent any more,
  // and chunks that became durable before their answer was lost are dropped. Returns how many
  // records those were. The first call sets where the stream starts. Later ones fail with DATA_LOSS
  // if the offset went back behind what was acknowledged, and with ABORTED if it lies inside a
  // chunk or behind the end: another process writes under the same writer id.
  absl::StatusOr<uint64_t> Reopened(uint64_t committed);

  // Takes the first chunk in flight off and returns it. DATA_LOSS if the answer is not to that
  // chunk or does not cover it.
  absl::StatusOr<Chunk> Acknowledged(const v1::ChunkAck& ack);

 private:
  std::deque<Chunk> chunks_;
  size_t sent_ = 0;
  uint64_t committed_ = 0;
  bool opened_ = false;
};

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_CHUNK_WINDOW_H_
