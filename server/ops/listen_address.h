// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ListenAddress: where a server socket is bound, as a configuration or a flag names it.
#ifndef WINNOW_SERVER_OPS_LISTEN_ADDRESS_H_
#define WINNOW_SERVER_OPS_LISTEN_ADDRESS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace winnow::ops {

struct ListenAddress {
  // A numeric IP address without brackets; empty for a Unix socket.
  std::string host = {};
  // 0 takes any free port.
  uint16_t port = 0;
  // The absolute path of a Unix socket; empty for TCP.
  std::string unix_path = {};

  bool is_unix() const { return !unix_path.empty(); }
  // Whether only this machine can connect: a Unix socket, or an address of the loopback.
  bool is_local() const;
  // "127.0.0.1:80", "[::1]:80" or "unix:/path", which parses to this address again.
  std::string ToString() const;

  bool operator==(const ListenAddress&) const = default;
};

// Reads "127.0.0.1:PORT" and "[::1]:PORT" with any numeric address, "localhost:PORT" (which means
// 127.0.0.1) or "unix:/ABSOLUTE/PATH" of at most 107 bytes. INVALID_ARGUMENT for anything else; the
// message says what to write instead.
absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text);

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_LISTEN_ADDRESS_H_
