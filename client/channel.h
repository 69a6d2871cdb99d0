// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The channel of a connection: TLS where it is asked for, and the caller's token with every call.
#ifndef WINNOW_CLIENT_CHANNEL_H_
#define WINNOW_CLIENT_CHANNEL_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace grpc {
class Channel;
}

namespace winnow::client {

// What the client shows to the server, and whom it takes for the server. All are paths of files,
// read once; empty means without.
struct Credentials {
  // The caller's token. It is sent over TLS, over a Unix socket, or to this machine alone.
  std::string token_file;
  // Certificates of the authorities that may vouch for the server, PEM. Connects by TLS when given.
  std::string tls_ca_file;
  // The client's certificate with its chain, and its key, PEM. Both or none.
  std::string tls_certificate_file;
  std::string tls_key_file;
};

// A usage error when `server` is not "host:port" or "unix:path", when a file cannot be read, or
// when the credentials do not go together.
absl::StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel(const std::string& server,
                                                           const Credentials& credentials);

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_CHANNEL_H_
