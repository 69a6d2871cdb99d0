// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/listener_probe.h"

#include <grpc/health/v1/health.pb.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <grpcpp/support/channel_arguments.h>

#include <future>
#include <memory>

#include "absl/strings/str_cat.h"

namespace winnow::rpc {
namespace {

using Request = grpc::health::v1::HealthCheckRequest;
using Response = grpc::health::v1::HealthCheckResponse;

std::shared_ptr<grpc::ChannelCredentials> CredentialsFor(const ProbeTarget& target) {
  if (!target.tls) return grpc::InsecureChannelCredentials();
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_verify_server_certs(false);
  options.set_check_call_host(false);
  options.set_certificate_verifier(std::make_shared<grpc::experimental::NoOpCertificateVerifier>());
  return grpc::experimental::TlsCredentials(options);
}

std::shared_ptr<grpc::Channel> NewConnection(const ProbeTarget& target) {
  grpc::ChannelArguments arguments;
  // A connection of its own each time, and straight to the address.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return grpc::CreateCustomChannel(target.address, CredentialsFor(target), arguments);
}

}  // namespace

absl::Status ProbeListener(const ProbeTarget& target, absl::Time deadline) {
  grpc::TemplatedGenericStub<Request, Response> stub(NewConnection(target));
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(deadline));
  Request request;
  request.set_service("liveness");
  Response response;
  std::promise<grpc::Status> ended;
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", {}, &request, &response,
                 [&ended](const grpc::Status& status) { ended.set_value(status); });
  const grpc::Status status = ended.get_future().get();
  if (!status.ok()) {
    return absl::Status(static_cast<absl::StatusCode>(status.error_code()),
                        absl::StrCat("the listener does not answer: ", status.error_message()));
  }
  if (response.status() != Response::SERVING) {
    return absl::UnavailableError("health says that the server does not live");
  }
  return absl::OkStatus();
}

}  // namespace winnow::rpc
