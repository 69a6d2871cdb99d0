// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/client/fake_server.h"

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>
#include <stdlib.h>

#include <filesystem>
#include <stdexcept>

#include "absl/time/time.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace winnow::client {

FakeServer::FakeServer(const std::vector<grpc::Service*>& services) : services_(services) {
  // Short, because the path of a Unix socket has at most 107 bytes.
  char folder[] = "/tmp/winnow_client_XXXXXX";
  if (mkdtemp(folder) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = folder;
  address_ = "unix:" + folder_ + "/s";
  Start();
}

FakeServer::~FakeServer() {
  Stop();
  std::filesystem::remove_all(folder_);
}

void FakeServer::Restart() {
  Stop();
  Start();
}

void FakeServer::Start() {
  grpc::ServerBuilder builder;
  builder.AddListeningPort(address_, grpc::InsecureServerCredentials());
  for (grpc::Service* service : services_) builder.RegisterService(service);
  server_ = builder.BuildAndStart();
  if (server_ == nullptr) throw std::runtime_error("no server at " + address_);
}

void FakeServer::Stop() {
  // A deadline that has passed cancels every call at once.
  server_->Shutdown(absl::ToChronoTime(absl::UnixEpoch()));
  server_->Wait();
}

grpc::Status RichStatus(grpc::StatusCode code, const std::string& reason, const std::string& field,
                        int retry_seconds) {
  google::rpc::Status status;
  status.set_code(code);
  status.set_message("what to do");
  google::rpc::ErrorInfo cause;
  cause.set_reason(reason);
  cause.set_domain("winnow");
  status.add_details()->PackFrom(cause);
  if (!field.empty()) {
    google::rpc::BadRequest bad_request;
    auto* violation = bad_request.add_field_violations();
    violation->set_field(field);
    violation->set_description("breaks a rule");
    status.add_details()->PackFrom(bad_request);
  }
  if (retry_seconds > 0) {
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(retry_seconds);
    status.add_details()->PackFrom(retry);
  }
  return grpc::Status(code, "what to do", status.SerializeAsString());
}

}  // namespace winnow::client
