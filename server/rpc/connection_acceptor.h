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
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/ops/listen_address.h"
#include "server/ops/mutex.h"

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

  // Ends the open TCP connection of a peer, which the sink finds out: what it has sent and nobody
  // has read is dropped. `peer` is the address as gRPC says it, "ipv4:192.0.2.1:5000". False when
  // there is no such connection. From any thread.
  bool Cut(absl::string_view peer) WINNOW_EXCLUDES(mutex_);

 private:
  // A connection that was handed on: the descriptor may stand for another file by now, the inode
  // not.
  struct Connection {
    int descriptor;
    ino_t inode;
    std::string peer;
  };

  ConnectionAcceptor(const ops::ListenAddress& address, size_t max_connections);
  absl::Status Listen();
  void Run();
  void AcceptOne() WINNOW_EXCLUDES(mutex_);
  bool HasRoom() WINNOW_REQUIRES(mutex_);

  ops::ListenAddress address_;
  const size_t max_connections_;
  int listener_ = -1;
  int stop_ = -1;
  Sink sink_;
  OnRefusal on_refusal_;
  ops::Mutex mutex_;
  // In the order in which they came.
  std::vector<Connection> connections_ WINNOW_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_CONNECTION_ACCEPTOR_H_
