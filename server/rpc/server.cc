// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/server.h"

#include <google/protobuf/message.h>
#include <grpc/health/v1/health.pb.h>
#include <grpcpp/ext/channelz_service_plugin.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <utility>

#include "server/rpc/call_counter.h"
#include "server/rpc/connection_acceptor.h"
#include "server/rpc/connection_calls.h"
#include "server/rpc/governance_service.h"
#include "server/rpc/ingest_service.h"
#include "server/rpc/policy_service.h"
#include "server/rpc/release_service.h"
#include "server/rpc/review_service.h"

namespace winnow::rpc {

struct Server::Parts {
  Parts(const ServerLimits& limits, CallEnvironment& environment)
      : ingest(environment),
        review(environment),
        policy(environment),
        release(environment),
        governance(environment),
        connection_calls(limits.open_calls_per_connection,
                         [this, &environment](const std::string& peer) {
                           if (acceptor->Cut(peer)) environment.call_metrics.CountCutConnection();
                         }) {}

  IngestService ingest;
  ReviewService review;
  PolicyService policy;
  ReleaseService release;
  GovernanceService governance;
  // Says UNIMPLEMENTED to methods that nobody serves. Without it gRPC does so in synchronous calls,
  // which pile up uncounted.
  grpc::CallbackGenericService unknown_methods;
  std::atomic<uint64_t> refused_connections = 0;
  std::atomic<uint64_t> accepted_connections = 0;
  std::unique_ptr<ConnectionAcceptor> acceptor;
  ConnectionCalls connection_calls;
  // Takes the connections into gRPC.
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> entrance;
  // Last, so that it ends before what it serves.
  std::unique_ptr<grpc::Server> server;
};

namespace {

constexpr char kLiveness[] = "liveness";

// Room above the limit of a message, so that one that is a little too large is refused by us, with
// a reason, and not by gRPC without one.
constexpr size_t kReceiveHeadroom = size_t{64} << 10;

int Milliseconds(absl::Duration duration) {
  return static_cast<int>(absl::ToInt64Milliseconds(duration));
}

void EnablePlugins(bool channelz) {
  // The health service of gRPC registers no descriptor: linking the generated one lets clients that
  // use reflection describe the whole server.
  google::protobuf::LinkMessageReflection<grpc::health::v1::HealthCheckRequest>();
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  if (channelz) grpc::channelz::experimental::InitChannelzService();
}

void SetLimits(const ServerLimits& limits, const CallLimits& calls, grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(static_cast<int>(calls.receive_bytes + kReceiveHeadroom));
  // gRPC 1.51 unpacks a compressed message whole, however large that makes it.
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  builder.SetMaxSendMessageSize(static_cast<int>(calls.send_bytes));
  builder.SetResourceQuota(grpc::ResourceQuota("winnow").Resize(limits.memory_bytes));
  const std::pair<const char*, int> arguments[] = {
      {GRPC_ARG_MAX_METADATA_SIZE, static_cast<int>(limits.metadata_bytes)},
      {GRPC_ARG_MAX_CONCURRENT_STREAMS, limits.streams_per_connection},
      {GRPC_ARG_TCP_MAX_READ_CHUNK_SIZE, static_cast<int>(limits.read_bytes)},
      {GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, Milliseconds(limits.handshake_timeout)},
      {GRPC_ARG_KEEPALIVE_TIME_MS, Milliseconds(limits.keepalive_time)},
      {GRPC_ARG_KEEPALIVE_TIMEOUT_MS, Milliseconds(limits.keepalive_timeout)},
      {GRPC_ARG_MAX_CONNECTION_IDLE_MS, Milliseconds(limits.idle)},
      {GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1},
      {GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
       Milliseconds(limits.shortest_ping_interval)}};
  for (const auto& [name, value] : arguments) builder.AddChannelArgument(name, value);
}

std::vector<std::string> ServiceNames() {
  return {v1::IngestService::service_full_name(), v1::ReviewService::service_full_name(),
          v1::PolicyService::service_full_name(), v1::ReleaseService::service_full_name(),
          v1::GovernanceService::service_full_name()};
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options,
                                                      CallEnvironment& environment) {
  auto acceptor = ConnectionAcceptor::Bind(options.listen, options.limits.connections);
  if (!acceptor.ok()) return acceptor.status();
  EnablePlugins(options.channelz);
  auto parts = std::make_unique<Parts>(options.limits, environment);
  grpc::ServerBuilder builder;
  CountCalls(parts->connection_calls, builder);
  SetLimits(options.limits, environment.limits, builder);
  for (grpc::Service* service : std::initializer_list<grpc::Service*>{
           &parts->ingest, &parts->review, &parts->policy, &parts->release, &parts->governance}) {
    builder.RegisterService(service);
  }
  builder.RegisterCallbackGenericService(&parts->unknown_methods);
  parts->acceptor = *std::move(acceptor);
  parts->entrance = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD,
      options.credentials == nullptr ? grpc::InsecureServerCredentials() : options.credentials);
  parts->server = builder.BuildAndStart();
  if (parts->server == nullptr) return absl::InternalError("gRPC does not start");
  std::unique_ptr<Server> server(new Server(std::move(parts)));
  server->SetReady(false);
  server->parts_->acceptor->Start(
      [parts = server->parts_.get()](int listener, int connection) {
        ++parts->accepted_connections;
        grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters parameters;
        parameters.listener_fd = listener;
        parameters.fd = connection;
        parts->entrance->HandleNewConnection(&parameters);
      },
      [parts = server->parts_.get(), &environment](absl::string_view reason) {
        ++parts->refused_connections;
        environment.call_metrics.CountRefusedConnection(reason);
      });
  return server;
}

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Server::~Server() { Stop(absl::ZeroDuration()); }

const ops::ListenAddress& Server::address() const { return parts_->acceptor->address(); }

uint64_t Server::refused_connections() const { return parts_->refused_connections; }

uint64_t Server::accepted_connections() const { return parts_->accepted_connections; }

void Server::SetReady(bool ready) {
  grpc::HealthCheckServiceInterface* health = parts_->server->GetHealthCheckService();
  health->SetServingStatus(kLiveness, true);
  health->SetServingStatus("", ready);
  for (const std::string& name : ServiceNames()) health->SetServingStatus(name, ready);
}

void Server::Stop(absl::Duration grace) {
  parts_->acceptor->Stop();
  parts_->server->Shutdown(
      gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                   gpr_time_from_millis(absl::ToInt64Milliseconds(grace), GPR_TIMESPAN)));
  parts_->server->Wait();
}

}  // namespace winnow::rpc
