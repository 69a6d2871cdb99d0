// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_LOOP_RELEASES_RELEASE_EXPORT_H_
#define WINNOW_SERVER_LOOP_RELEASES_RELEASE_EXPORT_H_

#include "absl/status/statusor.h"
#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "server/loop/piece_source.h"
#include "winnow/v1/release_service.pb.h"

namespace winnow::loop {

// A release with a verdict and the first 1,000 steps of its lineage, in a format. Errors:
// RELEASE_UNKNOWN; FIELD_INVALID for a format that has nothing to say yet, as an attestation
// without a verdict. Reads the engine: not under the shard's mutex.
absl::StatusOr<PieceSource> ReleaseExport(Environment& environment, const Caller& caller,
                                          const v1::ExportReleaseRequest& request);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_RELEASE_EXPORT_H_
