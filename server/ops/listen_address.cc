// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/listen_address.h"

#include <arpa/inet.h>
#include <sys/un.h>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace winnow::ops {
namespace {

constexpr absl::string_view kForms =
    "127.0.0.1:PORT, [::1]:PORT, another numeric address, or unix:/ABSOLUTE/PATH";

absl::Status NoAddress(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(why, "; write ", kForms));
}

absl::StatusOr<ListenAddress> ParseUnix(absl::string_view path) {
  constexpr size_t kMaxBytes = sizeof(sockaddr_un::sun_path) - 1;
  if (path.size() < 2 || path[0] != '/') return NoAddress("a Unix socket has an absolute path");
  if (path.size() > kMaxBytes) {
    return NoAddress(absl::StrCat("a Unix socket's path has at most ", kMaxBytes, " bytes"));
  }
  if (path.find('\0') != absl::string_view::npos) return NoAddress("a path has no zero byte");
  return ListenAddress{.unix_path = std::string(path)};
}

// The numeric address, without brackets and in its shortest form.
absl::StatusOr<std::string> NumericHost(absl::string_view host) {
  if (host == "localhost") return std::string("127.0.0.1");
  in_addr v4;
  if (inet_pton(AF_INET, std::string(host).c_str(), &v4) == 1) return std::string(host);
  in6_addr v6;
  if (absl::ConsumePrefix(&host, "[") && absl::ConsumeSuffix(&host, "]") &&
      inet_pton(AF_INET6, std::string(host).c_str(), &v6) == 1) {
    char text[INET6_ADDRSTRLEN];
    return std::string(inet_ntop(AF_INET6, &v6, text, sizeof(text)));
  }
  return NoAddress("the host is not a numeric address");
}

}  // namespace

bool ListenAddress::is_local() const {
  in_addr v4;
  if (is_unix() || host == "::1") return true;
  return inet_pton(AF_INET, host.c_str(), &v4) == 1 && ntohl(v4.s_addr) >> 24 == 127;
}

std::string ListenAddress::ToString() const {
  if (is_unix()) return absl::StrCat("unix:", unix_path);
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return is_ipv6 ? absl::StrCat("[", host, "]:", port) : absl::StrCat(host, ":", port);
}

absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text) {
  if (absl::ConsumePrefix(&text, "unix:")) return ParseUnix(text);
  const size_t colon = text.rfind(':');
  if (colon == absl::string_view::npos) return NoAddress("the port is missing");
  absl::StatusOr<std::string> host = NumericHost(text.substr(0, colon));
  if (!host.ok()) return host.status();
  const absl::string_view digits = text.substr(colon + 1);
  uint32_t port;
  // SimpleAtoi takes signs and spaces, which a port has not.
  const bool is_number = digits.find_first_not_of("0123456789") == absl::string_view::npos;
  if (!is_number || !absl::SimpleAtoi(digits, &port) || port > 65535) {
    return NoAddress("the port is not a number from 0 to 65535");
  }
  return ListenAddress{.host = *std::move(host), .port = static_cast<uint16_t>(port)};
}

}  // namespace winnow::ops
