// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// HTTP/2 frames and gRPC messages as bytes (RFC 9113, RFC 7541), for peers that do not keep to the
// rules. Pure.
#ifndef WINNOW_TESTS_HOSTILE_H2_FRAMES_H_
#define WINNOW_TESTS_HOSTILE_H2_FRAMES_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace winnow::hostile {

enum FrameType : uint8_t {
  kData = 0,
  kHeaders = 1,
  kRstStream = 3,
  kSettings = 4,
  kPing = 6,
  kGoAway = 7,
  kWindowUpdate = 8,
  kContinuation = 9,
};

inline constexpr uint8_t kAck = 1;        // of SETTINGS and PING
inline constexpr uint8_t kEndStream = 1;  // of DATA and HEADERS
inline constexpr uint8_t kEndHeaders = 4;
inline constexpr size_t kFrameHead = 9;

struct FrameHead {
  FrameType type = kData;
  uint8_t flags = 0;
  uint32_t stream = 0;
};

std::string Frame(const FrameHead& head, absl::string_view payload);
// A big-endian number of four bytes.
std::string Be32(uint32_t value);
// What a client says first, with windows so large that the server never waits for it, or with
// `window` as the window of each stream.
std::string Hello(uint32_t window = 0x7fffffff);

// A header that is not indexed and not compressed.
std::string Header(absl::string_view name, absl::string_view value);
// The header block of a gRPC call of "winnow.v1.ReviewService/RequestBatch" and the like.
std::string CallBlock(absl::string_view method);
// A message as gRPC frames it.
std::string GrpcMessage(absl::string_view bytes);
// A whole unary call on `stream`.
std::string Call(uint32_t stream, absl::string_view method, absl::string_view message);

}  // namespace winnow::hostile

#endif  // WINNOW_TESTS_HOSTILE_H2_FRAMES_H_
