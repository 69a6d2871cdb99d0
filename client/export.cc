// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/export.h"

#include <grpcpp/channel.h>

#include "client/grpc_status.h"
#include "winnow/v1/review_service.grpc.pb.h"

namespace winnow::client {
namespace {

struct Progress {
  absl::Status sink;
  bool started = false;
};

absl::Status ReadPieces(Connection& connection, const v1::ExportBatchRequest& request,
                        const PieceSink& sink, Progress& progress) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(connection.clock().Now() + connection.options().timeout));
  const auto stub = v1::ReviewService::NewStub(connection.channel());
  const auto reader = stub->ExportBatch(&context, request);
  v1::ExportBatchResponse piece;
  while (progress.sink.ok() && reader->Read(&piece)) {
    progress.started = true;
    progress.sink = sink(piece.content());
    if (!progress.sink.ok()) context.TryCancel();
  }
  const absl::Status status = FromGrpc(reader->Finish());
  return progress.sink.ok() ? status : progress.sink;
}

}  // namespace

absl::Status ExportBatch(Connection& connection, const v1::ExportBatchRequest& request,
                         const PieceSink& sink) {
  Backoff backoff(connection.options().backoff);
  while (true) {
    Progress progress;
    absl::Status status = ReadPieces(connection, request, sink, progress);
    if (status.ok() || progress.started) return status;
    const auto wait = backoff.Next(status, connection.entropy().Fraction());
    if (!wait.has_value()) return status;
    connection.clock().Sleep(*wait);
  }
}

}  // namespace winnow::client
