// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/hostile/load.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <memory>

#include "server/ops/clock.h"
#include "tests/hostile/h2_frames.h"
#include "tests/hostile/raw_peer.h"

namespace winnow::hostile {
namespace {

constexpr uint16_t kMaxConcurrentStreams = 3;  // RFC 9113, 6.5.2
// How far writes may get ahead of the socket: what waits here is no load on the server yet.
constexpr size_t kMostBuffered = size_t{128} << 10;
constexpr int kTickMs = 1;

uint32_t ReadBe(const char* at, int bytes) {
  uint32_t value = 0;
  for (int i = 0; i < bytes; ++i) value = value << 8 | static_cast<uint8_t>(at[i]);
  return value;
}

// One connection of the load.
class Caller {
 public:
  Caller(const LoadOptions& options, const ops::Clock& clock, LoadResult& result)
      : options_(options), clock_(clock), result_(result), peer_(options.address) {
    out_ = Hello();
  }

  bool is_open() const { return is_open_; }
  size_t under_way() const { return under_way_; }
  int descriptor() const { return peer_.descriptor(); }
  bool wants_to_write() const { return is_open_ && !out_.empty(); }

  // Sends a call, unless there is no room for it.
  bool Send() {
    if (!is_open_ || under_way_ >= most_streams_ || out_.size() > kMostBuffered) return false;
    const std::string request = options_.next_request();
    if (window_ < static_cast<int64_t>(request.size()) + 5) return false;
    window_ -= static_cast<int64_t>(request.size()) + 5;
    const auto stream = static_cast<uint32_t>(2 * calls_.size() + 1);
    calls_.push_back({clock_.SteadyNow(), false});
    out_ += Call(stream, options_.method, request);
    ++under_way_;
    ++result_.sent;
    return true;
  }

  void Write() {
    if (out_.empty()) return;
    const ssize_t sent = send(descriptor(), out_.data(), out_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent > 0) out_.erase(0, static_cast<size_t>(sent));
    if (sent < 0 && errno != EAGAIN) Lose();
  }

  void Read() {
    while (is_open_) {
      const std::string bytes = peer_.Receive();
      if (bytes.empty()) break;
      in_ += bytes;
    }
    size_t at = 0;
    while (in_.size() - at >= kFrameHead) {
      const size_t size = ReadBe(&in_[at], 3);
      if (in_.size() - at < kFrameHead + size) break;
      Take(&in_[at], size);
      at += kFrameHead + size;
    }
    in_.erase(0, at);
  }

 private:
  struct OneCall {
    absl::Duration start;
    bool has_data;
  };

  void Take(const char* frame, size_t size) {
    const auto type = static_cast<FrameType>(frame[3]);
    const auto flags = static_cast<uint8_t>(frame[4]);
    const uint32_t stream = ReadBe(frame + 5, 4);
    const char* payload = frame + kFrameHead;
    if (type == kSettings && (flags & kAck) == 0) Obey(payload, size);
    if (type == kPing && (flags & kAck) == 0) out_ += Frame({kPing, kAck}, {payload, size});
    if (type == kWindowUpdate && stream == 0) window_ += ReadBe(payload, 4);
    if (type == kGoAway) Lose();
    if (stream == 0 || stream / 2 >= calls_.size()) return;
    OneCall& call = calls_[stream / 2];
    if (type == kData && size > 0) call.has_data = true;
    const bool ends = (type == kData || type == kHeaders) && (flags & kEndStream) != 0;
    if (ends || type == kRstStream) End(call);
  }

  // As an honest client does: calls that would be too many on the connection wait here.
  void Obey(const char* settings, size_t size) {
    for (size_t at = 0; at + 6 <= size; at += 6) {
      if (ReadBe(settings + at, 2) == kMaxConcurrentStreams)
        most_streams_ = ReadBe(settings + at + 2, 4);
    }
    out_ += Frame({kSettings, kAck}, "");
  }

  // A gRPC answer that is OK has a message, an error has none.
  void End(OneCall& call) {
    if (call.start == absl::InfiniteDuration()) return;
    --under_way_;
    if (call.has_data) {
      ++result_.answered;
      result_.latencies_ms.push_back(absl::ToDoubleMilliseconds(clock_.SteadyNow() - call.start));
    } else {
      ++result_.refused;
    }
    call.start = absl::InfiniteDuration();
  }

  void Lose() {
    if (is_open_) ++result_.lost_connections;
    is_open_ = false;
  }

  const LoadOptions& options_;
  const ops::Clock& clock_;
  LoadResult& result_;
  RawPeer peer_;
  bool is_open_ = true;
  std::string in_;
  std::string out_;
  // Of the connection; that of a stream is never used up by one request.
  int64_t window_ = 65535;
  size_t under_way_ = 0;
  size_t most_streams_ = 100;  // until the server has told
  std::vector<OneCall> calls_;
};

using Callers = std::vector<std::unique_ptr<Caller>>;

// Sends what is due at `elapsed`.
void SendDue(const LoadOptions& options, double elapsed, Callers& callers, LoadResult& result) {
  size_t under_way = 0;
  for (const auto& caller : callers) under_way += caller->under_way();
  int64_t due = options.rate > 0
                    ? static_cast<int64_t>(options.rate * elapsed) - result.sent - result.unsent
                    : options.under_way - static_cast<int64_t>(under_way);
  for (size_t tried = 0; due > 0; ++tried) {
    Caller& caller = *callers[static_cast<size_t>(result.sent + tried) % callers.size()];
    if (caller.Send()) {
      --due;
      tried = 0;
    } else if (tried >= callers.size()) {
      if (options.rate > 0) result.unsent += due;
      return;
    }
  }
}

void WaitForTraffic(const Callers& callers) {
  std::vector<pollfd> waits;
  for (const auto& caller : callers) {
    if (!caller->is_open()) continue;
    const auto events = static_cast<int16_t>(POLLIN | (caller->wants_to_write() ? POLLOUT : 0));
    waits.push_back({caller->descriptor(), events, 0});
  }
  poll(waits.data(), waits.size(), kTickMs);
}

}  // namespace

double LoadResult::LatencyMs(double quantile) const {
  if (latencies_ms.empty()) return 0;
  std::vector<double> sorted = latencies_ms;
  std::ranges::sort(sorted);
  const auto rank = static_cast<size_t>(std::ceil(quantile * static_cast<double>(sorted.size())));
  return sorted[std::max<size_t>(rank, 1) - 1];
}

LoadResult RunLoad(const LoadOptions& options) {
  const ops::SystemClock clock;
  LoadResult result;
  Callers callers;
  for (int i = 0; i < options.connections; ++i) {
    callers.push_back(std::make_unique<Caller>(options, clock, result));
  }
  const absl::Duration start = clock.SteadyNow();
  while (true) {
    const absl::Duration elapsed = clock.SteadyNow() - start;
    if (elapsed >= options.length) break;
    SendDue(options, absl::ToDoubleSeconds(elapsed), callers, result);
    for (const auto& caller : callers) caller->Write();
    WaitForTraffic(callers);
    for (const auto& caller : callers) caller->Read();
  }
  result.seconds = absl::ToDoubleSeconds(clock.SteadyNow() - start);
  return result;
}

}  // namespace winnow::hostile
