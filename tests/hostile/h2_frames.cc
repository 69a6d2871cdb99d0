// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/hostile/h2_frames.h"

#include "absl/strings/str_cat.h"

namespace winnow::hostile {
namespace {

constexpr absl::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
constexpr uint8_t kInitialWindow = 4;  // SETTINGS_INITIAL_WINDOW_SIZE
constexpr uint32_t kLargestWindow = 0x7fffffff;
constexpr uint32_t kFirstWindow = 65535;
constexpr size_t kMaxPayload = 16384;

// A length of up to 2^14 + 127 bytes with a prefix of 7 bits.
std::string Length(size_t length) {
  if (length < 127) return std::string(1, static_cast<char>(length));
  std::string bytes(1, static_cast<char>(127));
  for (length -= 127; length >= 128; length /= 128) {
    bytes += static_cast<char>(128 + length % 128);
  }
  return bytes + static_cast<char>(length);
}

}  // namespace

std::string Be32(uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16),
          static_cast<char>(value >> 8), static_cast<char>(value)};
}

std::string Frame(const FrameHead& head, absl::string_view payload) {
  std::string frame = Be32(static_cast<uint32_t>(payload.size())).substr(1);
  frame += static_cast<char>(head.type);
  frame += static_cast<char>(head.flags);
  return absl::StrCat(frame, Be32(head.stream), payload);
}

std::string Hello(uint32_t window) {
  const std::string setting = absl::StrCat(std::string({0, kInitialWindow}), Be32(window));
  return absl::StrCat(kPreface, Frame({kSettings}, setting),
                      Frame({kWindowUpdate}, Be32(kLargestWindow - kFirstWindow)));
}

std::string Header(absl::string_view name, absl::string_view value) {
  return absl::StrCat(std::string(1, 0), Length(name.size()), name, Length(value.size()), value);
}

std::string CallBlock(absl::string_view method) {
  return absl::StrCat("\x83\x86",  // :method POST, :scheme http
                      Header(":path", absl::StrCat("/", method)), Header(":authority", "localhost"),
                      Header("content-type", "application/grpc"), Header("te", "trailers"));
}

std::string GrpcMessage(absl::string_view bytes) {
  return absl::StrCat(std::string(1, 0), Be32(static_cast<uint32_t>(bytes.size())), bytes);
}

std::string Call(uint32_t stream, absl::string_view method, absl::string_view message) {
  std::string call = Frame({kHeaders, kEndHeaders, stream}, CallBlock(method));
  const std::string body = GrpcMessage(message);
  for (size_t at = 0; at < body.size(); at += kMaxPayload) {
    const bool is_last = at + kMaxPayload >= body.size();
    call += Frame({kData, is_last ? kEndStream : uint8_t{0}, stream},
                  absl::string_view(body).substr(at, kMaxPayload));
  }
  return call;
}

}  // namespace winnow::hostile
