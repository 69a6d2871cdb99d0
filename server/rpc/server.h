// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Server: the gRPC port, with every service, health, reflection, and the limits of api.md P4.
#ifndef WINNOW_SERVER_RPC_SERVER_H_
#define WINNOW_SERVER_RPC_SERVER_H_

#include <grpcpp/security/server_credentials.h>

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/ops/listen_address.h"
#include "server/rpc/call_environment.h"

namespace winnow::rpc {

// Bounds of connections; those of calls are in CallLimits.
struct ServerLimits {
  // Connections that are open at once; more are closed.
  size_t connections = 1000;
  size_t metadata_bytes = size_t{8} << 10;
  // Memory of all connections together.
  size_t memory_bytes = size_t{256} << 20;
  int streams_per_connection = 100;
  // A connection is cut when more of its calls than this are open: those that its client has reset,
  // and those that it began before it knew the limit of streams, count until gRPC lets go of them.
  size_t open_calls_per_connection = 2000;
  // Most that is read from a connection before what was read is looked at.
  size_t read_bytes = size_t{64} << 10;
  absl::Duration handshake_timeout = absl::Seconds(5);
  // After so long without traffic a connection is asked whether it is there.
  absl::Duration keepalive_time = absl::Minutes(1);
  absl::Duration keepalive_timeout = absl::Seconds(20);
  // A connection without calls for so long is closed.
  absl::Duration idle = absl::Minutes(5);
  // Callers that ask more often than this, without a call, are cut off.
  absl::Duration shortest_ping_interval = absl::Seconds(10);
};

struct ServerOptions {
  ops::ListenAddress listen;
  // nullptr serves plaintext.
  std::shared_ptr<grpc::ServerCredentials> credentials;
  ServerLimits limits;
  // Whether the state of connections can be asked for over gRPC.
  bool channelz = false;
};

// Thread-safe, but for destruction. Verbs of the loop may answer calls until the server is
// destroyed, so the loop ends before.
class Server {
 public:
  // Listens at once; calls are refused, and health says NOT_SERVING, until SetReady(true).
  // UNAVAILABLE when the address cannot be bound.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options,
                                                       CallEnvironment& environment);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Where it listens, with the port that was taken for port 0.
  const ops::ListenAddress& address() const;

  // Connections that found no room, or no file, so far.
  uint64_t refused_connections() const;
  // And those that were taken in.
  uint64_t accepted_connections() const;

  // What health says for "" and for each service. "liveness" is SERVING until the end.
  void SetReady(bool ready);

  // Stops listening, tells clients to go elsewhere, gives what is open `grace` to end, and cancels
  // the rest. May be called again.
  void Stop(absl::Duration grace);

 private:
  struct Parts;
  explicit Server(std::unique_ptr<Parts> parts);

  const std::unique_ptr<Parts> parts_;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_SERVER_H_
