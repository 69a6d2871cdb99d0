// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/connection.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <future>

#include "absl/strings/str_cat.h"
#include "client/error.h"
#include "client/grpc_status.h"

namespace winnow::client {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The request id of a mutation, drawn where the caller left it out. Empty for a read.
std::string EnsureRequestId(Message& request, Entropy& entropy) {
  const FieldDescriptor* field = request.GetDescriptor()->FindFieldByName("request_id");
  if (field == nullptr) return "";
  const google::protobuf::Reflection* reflection = request.GetReflection();
  if (reflection->GetString(request, field).empty()) {
    reflection->SetString(&request, field, entropy.NewId());
  }
  return reflection->GetString(request, field);
}

const v1::Position* PositionOf(const Message& response) {
  const FieldDescriptor* field = response.GetDescriptor()->FindFieldByName("position");
  if (field == nullptr || field->message_type() != v1::Position::descriptor()) return nullptr;
  const google::protobuf::Reflection* reflection = response.GetReflection();
  if (!reflection->HasField(response, field)) return nullptr;
  return static_cast<const v1::Position*>(&reflection->GetMessage(response, field));
}

}  // namespace

Surroundings SystemSurroundings() { return {SystemClock(), SystemEntropy()}; }

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const ConnectionOptions& options,
                                                             Surroundings surroundings) {
  auto channel = OpenChannel(options.server, options.credentials);
  if (!channel.ok()) return channel.status();
  return std::unique_ptr<Connection>(new Connection(options, surroundings, *std::move(channel)));
}

Connection::Connection(const ConnectionOptions& options, Surroundings surroundings,
                       std::shared_ptr<grpc::Channel> channel)
    : options_(options), surroundings_(surroundings), channel_(std::move(channel)) {}

absl::Status Connection::CallMethod(Message& request, Message& response) {
  const std::string path = UnaryPath(request, response);
  if (path.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("no method takes ", request.GetDescriptor()->full_name()));
  }
  const std::string request_id = EnsureRequestId(request, surroundings_.entropy);
  const absl::Time deadline = surroundings_.clock.Now() + options_.timeout;
  Backoff backoff(options_.backoff);
  while (true) {
    const PositionCheck::Seen before = positions_.Snapshot();
    absl::Status status = Attempt(path, deadline, request, response);
    if (status.ok()) {
      const v1::Position* position = PositionOf(response);
      return position == nullptr ? status : positions_.Observe(*position, before);
    }
    const auto wait = backoff.Next(status, surroundings_.entropy.Fraction());
    if (!wait.has_value() || surroundings_.clock.Now() + *wait >= deadline) {
      AttachRequestId(request_id, status);
      return status;
    }
    surroundings_.clock.Sleep(*wait);
  }
}

absl::Status Connection::Attempt(const std::string& path, absl::Time deadline,
                                 const Message& request, Message& response) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(deadline));
  response.Clear();
  grpc::TemplatedGenericStub<Message, Message> stub(channel_);
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, path, grpc::StubOptions(), &request, &response,
                 [&done](grpc::Status status) { done.set_value(std::move(status)); });
  return FromGrpc(done.get_future().get());
}

}  // namespace winnow::client
