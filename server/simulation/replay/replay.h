// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Replay: draws a batch again from an exported frame (selection.md S8).
#ifndef WINNOW_SERVER_SIMULATION_REPLAY_REPLAY_H_
#define WINNOW_SERVER_SIMULATION_REPLAY_REPLAY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "server/selection/executor.h"
#include "server/simulation/replay/exported_frame.h"

namespace winnow::simulation {

// A line that is not as the replay has it; empty where one of both has none.
struct Difference {
  uint64_t line = 0;  // from 1
  std::string batch;
  std::string replay;
};

struct ReplayResult {
  uint64_t items = 0;                   // that the replay draws
  uint64_t differing_lines = 0;         // 0: reproduced
  std::vector<Difference> differences;  // the first ten
  // What explains a difference: the files are of another policy, index or moment.
  std::vector<std::string> notes;
};

// Draws with seed, size and slices of the exported batch `lines` (api.md P6, without line feeds),
// and compares line by line, byte for byte: the manifest, of which only the counts of excluded
// candidates are taken as they stand, and of items all but what no draw reads. An item that was
// withdrawn from the export is compared by its candidate; control items are passed over. The result
// does not depend on the order of the frame's candidates or on the executor. INVALID_ARGUMENT for
// lines that are no batch, or name a slice that the frame has not.
absl::StatusOr<ReplayResult> Replay(const ExportedFrame& frame, absl::Span<const std::string> lines,
                                    selection::Executor& executor);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_REPLAY_REPLAY_H_
