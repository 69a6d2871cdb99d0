// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/ingest_wire.h"

#include <grpcpp/channel.h>

#include <utility>

#include "client/grpc_status.h"
#include "winnow/v1/ingest_service.grpc.pb.h"

namespace winnow::client {
namespace {

using Stub = v1::IngestService::Stub;

template <typename Request, typename Response>
class GrpcWire final : public IngestWire {
 public:
  using Stream = grpc::ClientReaderWriter<Request, Response>;

  // `open` is the stub's method of the stream.
  GrpcWire(Connection& connection, absl::Duration bound,
           std::unique_ptr<Stream> (Stub::*open)(grpc::ClientContext*))
      : stub_(v1::IngestService::NewStub(connection.channel())) {
    context_.set_deadline(absl::ToChronoTime(connection.clock().Now() + bound));
    stream_ = (stub_.get()->*open)(&context_);
  }

  bool Write(const google::protobuf::Message& request) override {
    return stream_->Write(static_cast<const Request&>(request));
  }
  void WritesDone() override { stream_->WritesDone(); }
  bool Read(IngestReply& reply) override {
    Response response;
    if (!stream_->Read(&response)) return false;
    reply = IngestReply();
    if (response.has_opened()) reply.opened = std::move(*response.mutable_opened());
    if (response.has_ack()) reply.ack = std::move(*response.mutable_ack());
    if (response.has_position()) reply.position = response.position();
    return true;
  }
  void Cancel() override { context_.TryCancel(); }
  absl::Status Finish() override { return FromGrpc(stream_->Finish()); }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<Stub> stub_;
  std::unique_ptr<Stream> stream_;
};

}  // namespace

std::unique_ptr<IngestWire> OpenCandidateWire(Connection& connection, absl::Duration bound) {
  using Wire = GrpcWire<v1::IngestCandidatesRequest, v1::IngestCandidatesResponse>;
  return std::make_unique<Wire>(connection, bound, &Stub::IngestCandidates);
}

std::unique_ptr<IngestWire> OpenSignalWire(Connection& connection, absl::Duration bound) {
  using Wire = GrpcWire<v1::PushSignalsRequest, v1::PushSignalsResponse>;
  return std::make_unique<Wire>(connection, bound, &Stub::PushSignals);
}

}  // namespace winnow::client
