// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Streams the files that the server exports.
#ifndef WINNOW_CLIENT_EXPORT_H_
#define WINNOW_CLIENT_EXPORT_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "client/connection.h"

namespace winnow::client {

// Receives the file piece by piece; an error ends the export with it.
using PieceSink = std::function<absl::Status(const std::string& piece)>;

// Hands the pieces of the file over in order. Repeated like any read, but only until the first
// piece has been handed over.
absl::Status ExportBatch(Connection& connection, const v1::ExportBatchRequest& request,
                         const PieceSink& sink);
absl::Status ExportFrame(Connection& connection, const v1::ExportFrameRequest& request,
                         const PieceSink& sink);
absl::Status ExportAudit(Connection& connection, const v1::ExportAuditRequest& request,
                         const PieceSink& sink);

absl::Status ExportDatasetVersion(Connection& connection,
                                  const v1::ExportDatasetVersionRequest& request,
                                  const PieceSink& sink);
absl::Status DiffDatasetVersions(Connection& connection,
                                 const v1::DiffDatasetVersionsRequest& request,
                                 const PieceSink& sink);
absl::Status ExportRelease(Connection& connection, const v1::ExportReleaseRequest& request,
                           const PieceSink& sink);

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_EXPORT_H_
