// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RPC_PEER_CERTIFICATE_H_
#define WINNOW_SERVER_RPC_PEER_CERTIFICATE_H_

#include <grpcpp/server_context.h>

#include <optional>
#include <string>

namespace winnow::rpc {

// The identity in the caller's client certificate, which the handshake has verified: the first URI
// among its alternative names, else the first DNS name, else the common name; empty when it has
// none of them. Nothing when the caller showed no certificate.
std::optional<std::string> IdentityOfPeer(const grpc::ServerContextBase& context);

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_PEER_CERTIFICATE_H_
