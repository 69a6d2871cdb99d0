// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/export.h"

#include <grpcpp/channel.h>

#include "client/grpc_status.h"
#include "winnow/v1/governance_service.grpc.pb.h"
#include "winnow/v1/release_service.grpc.pb.h"
#include "winnow/v1/review_service.grpc.pb.h"

namespace winnow::client {
namespace {

struct Progress {
  absl::Status sink;
  bool started = false;
};

// How a request opens the stream of its file.
using Channel = std::shared_ptr<grpc::Channel>;
auto Open(const Channel& channel, grpc::ClientContext& context,
          const v1::ExportBatchRequest& request) {
  return v1::ReviewService::NewStub(channel)->ExportBatch(&context, request);
}
auto Open(const Channel& channel, grpc::ClientContext& context,
          const v1::ExportFrameRequest& request) {
  return v1::ReviewService::NewStub(channel)->ExportFrame(&context, request);
}
auto Open(const Channel& channel, grpc::ClientContext& context,
          const v1::ExportAuditRequest& request) {
  return v1::GovernanceService::NewStub(channel)->ExportAudit(&context, request);
}

auto Open(const Channel& channel, grpc::ClientContext& context,
          const v1::ExportDatasetVersionRequest& request) {
  return v1::ReleaseService::NewStub(channel)->ExportDatasetVersion(&context, request);
}
auto Open(const Channel& channel, grpc::ClientContext& context,
          const v1::DiffDatasetVersionsRequest& request) {
  return v1::ReleaseService::NewStub(channel)->DiffDatasetVersions(&context, request);
}
auto Open(const Channel& channel, grpc::ClientContext& context,
          const v1::ExportReleaseRequest& request) {
  return v1::ReleaseService::NewStub(channel)->ExportRelease(&context, request);
}

template <typename Response, typename Request>
absl::Status ReadPieces(Connection& connection, const Request& request, const PieceSink& sink,
                        Progress& progress) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(connection.clock().Now() + connection.options().timeout));
  const auto reader = Open(connection.channel(), context, request);
  Response piece;
  while (progress.sink.ok() && reader->Read(&piece)) {
    progress.started = true;
    progress.sink = sink(piece.content());
    if (!progress.sink.ok()) context.TryCancel();
  }
  const absl::Status status = FromGrpc(reader->Finish());
  return progress.sink.ok() ? status : progress.sink;
}

template <typename Response, typename Request>
absl::Status Export(Connection& connection, const Request& request, const PieceSink& sink) {
  Backoff backoff(connection.options().backoff);
  while (true) {
    Progress progress;
    absl::Status status = ReadPieces<Response>(connection, request, sink, progress);
    if (status.ok() || progress.started) return status;
    const auto wait = backoff.Next(status, connection.entropy().Fraction());
    if (!wait.has_value()) return status;
    connection.clock().Sleep(*wait);
  }
}

}  // namespace

absl::Status ExportBatch(Connection& connection, const v1::ExportBatchRequest& request,
                         const PieceSink& sink) {
  return Export<v1::ExportBatchResponse>(connection, request, sink);
}

absl::Status ExportFrame(Connection& connection, const v1::ExportFrameRequest& request,
                         const PieceSink& sink) {
  return Export<v1::ExportFrameResponse>(connection, request, sink);
}

absl::Status ExportAudit(Connection& connection, const v1::ExportAuditRequest& request,
                         const PieceSink& sink) {
  return Export<v1::ExportAuditResponse>(connection, request, sink);
}

absl::Status ExportDatasetVersion(Connection& connection,
                                  const v1::ExportDatasetVersionRequest& request,
                                  const PieceSink& sink) {
  return Export<v1::ExportDatasetVersionResponse>(connection, request, sink);
}

absl::Status DiffDatasetVersions(Connection& connection,
                                 const v1::DiffDatasetVersionsRequest& request,
                                 const PieceSink& sink) {
  return Export<v1::DiffDatasetVersionsResponse>(connection, request, sink);
}

absl::Status ExportRelease(Connection& connection, const v1::ExportReleaseRequest& request,
                           const PieceSink& sink) {
  return Export<v1::ExportReleaseResponse>(connection, request, sink);
}

}  // namespace winnow::client
