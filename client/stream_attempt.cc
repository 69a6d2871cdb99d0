// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/stream_attempt.h"

#include <utility>

namespace winnow::client {

StreamAttempt::StreamAttempt(std::unique_ptr<IngestWire> wire)
    : wire_(std::move(wire)), reader_([this] { ReadAll(); }) {}

StreamAttempt::~StreamAttempt() {
  if (reader_.joinable()) Close().IgnoreError();
}

StreamAttempt::Arrival StreamAttempt::Next(absl::Duration wait, IngestReply& reply) {
  std::unique_lock<std::mutex> lock(mutex_);
  arrived_.wait_for(lock, absl::ToChronoMilliseconds(wait),
                    [this] { return !replies_.empty() || ended_; });
  if (replies_.empty()) return ended_ ? Arrival::kEnded : Arrival::kNothing;
  reply = std::move(replies_.front());
  replies_.pop_front();
  return Arrival::kReply;
}

absl::Status StreamAttempt::Close() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!ended_) wire_->Cancel();
  }
  reader_.join();
  return wire_->Finish();
}

void StreamAttempt::ReadAll() {
  IngestReply reply;
  while (wire_->Read(reply)) {
    const std::lock_guard<std::mutex> lock(mutex_);
    replies_.push_back(std::move(reply));
    arrived_.notify_one();
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  ended_ = true;
  arrived_.notify_one();
}

}  // namespace winnow::client
