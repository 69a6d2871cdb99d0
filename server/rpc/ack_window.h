// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RPC_ACK_WINDOW_H_
#define WINNOW_SERVER_RPC_ACK_WINDOW_H_

#include <grpcpp/support/byte_buffer.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <variant>

#include "server/rpc/status_mapping.h"

namespace winnow::rpc {

// The messages of a stream that wait for their answers. Answers are made in any order and leave in
// the order of the messages. Not thread-safe.
class AckWindow {
 public:
  // A message to write, or the end of the stream.
  using Answer = std::variant<grpc::ByteBuffer, CallEnd>;

  // Takes a place for the answer to the next message.
  uint64_t Reserve() {
    answers_.emplace_back();
    return first_ + answers_.size() - 1;
  }
  // Fills a place, once.
  void Fill(uint64_t place, Answer answer) {
    answers_[static_cast<size_t>(place - first_)] = std::move(answer);
  }
  // The answer that is next, which keeps its place until Pop; nullptr when it is not made yet.
  Answer* Front() {
    return answers_.empty() || !answers_.front().has_value() ? nullptr : &*answers_.front();
  }
  void Pop() {
    answers_.pop_front();
    ++first_;
  }
  // Places that are taken.
  size_t size() const { return answers_.size(); }

 private:
  std::deque<std::optional<Answer>> answers_;
  uint64_t first_ = 0;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_ACK_WINDOW_H_
