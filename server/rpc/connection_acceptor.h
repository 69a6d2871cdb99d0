// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ConnectionAcceptor: the listening socket of the server. It is ours and not gRPC's, because gRPC
// 1.51 takes connections without bound and never accepts again once files ran out (operations.md
// O1).
#ifndef WINNOW_SERVER_RPC_CONNECTION_ACCEPTOR_H_
#define WINNOW_SERVER_RPC_CONNECTION_ACCEPTOR_H_

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/ops/listen_address.h"

namespace winnow::rpc {

// Accepts in a thread of its own and hands each connection on. A connection beyond the bound is
// closed at once, and so is one that comes while files are short; both end when others go.
class ConnectionAcceptor {
 public:
  // Takes a connection, which is the sink's to close: the listening socket, and the new one, which
  // does not block.
  using Sink = std::function<void(int listener, int connection)>;
  // Told why a connection was closed at once ("full") or has to wait ("files").
  using OnRefusal = std::function<void(absl::string_view reason)>;

  // Binds and listens; nothing is accepted yet. UNAVAILABLE when the address cannot be had.
  static absl::StatusOr<std::unique_ptr<ConnectionAcceptor>> Bind(const ops::ListenAddress& address,
                                                                  size_t max_connections);
  // As Stop.
  ~ConnectionAcceptor();
  ConnectionAcceptor(const ConnectionAcceptor&) = delete;
  ConnectionAcceptor& operator=(const ConnectionAcceptor&) = delete;

  // Where it listens, with the port that was taken for port 0.
  const ops::ListenAddress& address() const { return address_; }

  // Called once.
  void Start(Sink sink, OnRefusal on_refusal);
  // Closes the listening socket and ends the thread. May be called again, from one thread.
  void Stop();

 private:
  // A connection that was handed on: the descriptor may stand for another file by now, the inode
  // not.
  struct Connection {
    int descriptor;
    ino_t inode;
  };

  ConnectionAcceptor(const ops::ListenAddress& address, size_t max_connections);
  absl::Status Listen();
  void Run();
  void AcceptOne();
  bool HasRoom();

  ops::ListenAddress address_;
  const size_t max_connections_;
  int listener_ = -1;
  int stop_ = -1;
  Sink sink_;
  OnRefusal on_refusal_;
  std::vector<Connection> connections_;
  std::thread thread_;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_CONNECTION_ACCEPTOR_H_
