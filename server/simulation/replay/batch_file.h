// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The manifest line of a batch that was exported as JSON Lines (api.md P6), read back.
#ifndef WINNOW_SERVER_SIMULATION_REPLAY_BATCH_FILE_H_
#define WINNOW_SERVER_SIMULATION_REPLAY_BATCH_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "winnow/v1/batch.pb.h"

namespace winnow::simulation {

// All that the line says; of the quotas the slices alone, in their order, because the rest of them
// is what a replay computes anew, and so are counts and overflows. INVALID_ARGUMENT when it is no
// such line. Pure.
absl::StatusOr<v1::Manifest> ParseManifestLine(const std::string& line);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_REPLAY_BATCH_FILE_H_
