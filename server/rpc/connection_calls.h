// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ConnectionCalls: how many calls each connection has open, and what becomes of one that has too
// many.
#ifndef WINNOW_SERVER_RPC_CONNECTION_CALLS_H_
#define WINNOW_SERVER_RPC_CONNECTION_CALLS_H_

#include <cstddef>
#include <functional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "server/ops/mutex.h"

namespace winnow::rpc {

// A call is open from its first message until nothing of it is left in gRPC, which is later than
// its end: a client may have reset it long before. Thread-safe.
class ConnectionCalls {
 public:
  // Ends a connection. Called for each call beyond the bound, from any thread.
  using Cut = std::function<void(const std::string& peer)>;

  // One open call; moved from or default, none. Ends before the ConnectionCalls does.
  class Place {
   public:
    Place() = default;
    Place(Place&& other) noexcept;
    Place& operator=(Place&& other) noexcept;
    ~Place() { Leave(); }

   private:
    friend class ConnectionCalls;
    Place(ConnectionCalls& calls, std::string peer) : calls_(&calls), peer_(std::move(peer)) {}
    void Leave();

    ConnectionCalls* calls_ = nullptr;
    std::string peer_;
  };

  // `most`: open calls of one connection before it is cut.
  ConnectionCalls(size_t most, Cut cut) : most_(most), cut_(std::move(cut)) {}

  // Counts a call of the connection with this address, and cuts that connection when it has more
  // than the bound.
  Place Enter(std::string peer) WINNOW_EXCLUDES(mutex_);

 private:
  void Leave(const std::string& peer) WINNOW_EXCLUDES(mutex_);

  const size_t most_;
  const Cut cut_;
  ops::Mutex mutex_;
  // Of connections with open calls.
  absl::flat_hash_map<std::string, size_t> open_ WINNOW_GUARDED_BY(mutex_);
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_CONNECTION_CALLS_H_
