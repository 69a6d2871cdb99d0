// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/chunk_window.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace winnow::client {
namespace {

absl::Status SharedWriter() {
  return absl::AbortedError(
      "the writer's offset moved without this process: another one writes under the same writer "
      "id");
}

}  // namespace

absl::Status ChunkWindow::Push(Chunk chunk) {
  if (chunk.offset != end() || chunk.records == 0) {
    return absl::InvalidArgumentError(absl::StrCat("a chunk has to start at ", end()));
  }
  chunks_.push_back(std::move(chunk));
  return absl::OkStatus();
}

const Chunk* ChunkWindow::TakeUnsent() {
  return sent_ < chunks_.size() ? &chunks_[sent_++] : nullptr;
}

absl::StatusOr<uint64_t> ChunkWindow::Reopened(uint64_t committed) {
  if (!opened_) {
    opened_ = true;
    committed_ = committed;
    return 0;
  }
  if (committed < committed_) {
    return absl::DataLossError(absl::StrCat(
        "the server acknowledged ", committed_, " records of this writer and now holds ", committed,
        ": it runs on an older copy of its data. Import again under a new writer id"));
  }
  if (committed > end()) return SharedWriter();
  uint64_t dropped = 0;
  while (!chunks_.empty() && chunks_.front().end() <= committed) {
    dropped += chunks_.front().records;
    chunks_.pop_front();
  }
  if (!chunks_.empty() && chunks_.front().offset < committed) return SharedWriter();
  sent_ = 0;
  committed_ = committed;
  return dropped;
}

absl::StatusOr<Chunk> ChunkWindow::Acknowledged(const v1::ChunkAck& ack) {
  if (sent_ == 0 || ack.offset() != chunks_.front().offset ||
      ack.committed_offset() < chunks_.front().end()) {
    return absl::DataLossError("the server acknowledged a chunk that it was not sent");
  }
  Chunk chunk = std::move(chunks_.front());
  chunks_.pop_front();
  --sent_;
  committed_ = chunk.end();
  return chunk;
}

}  // namespace winnow::client
