// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Frames and batches of a ReviewBed as files, and batches drawn again from them.
#ifndef WINNOW_TESTS_SERVER_SIMULATION_REPLAY_REPLAY_BED_H_
#define WINNOW_TESTS_SERVER_SIMULATION_REPLAY_REPLAY_BED_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "server/simulation/replay/exported_frame.h"
#include "server/simulation/replay/replay.h"
#include "tests/server/loop/review_bed.h"

namespace winnow::simulation {

using Lines = std::vector<std::string>;

Lines ExportFrame(loop::testing::ReviewBed& bed);
Lines ExportBatch(loop::testing::ReviewBed& bed, const std::string& name);

// The frame of a file whose candidates are put into another order.
std::unique_ptr<ExportedFrame> Open(Lines lines, uint64_t shuffle);

// A replay that must not fail.
ReplayResult DrawAgain(const ExportedFrame& frame, const Lines& batch, std::size_t threads = 1);

// Expects every byte of the batch from the frame, on any number of threads.
void ExpectReproduced(const Lines& frame, const Lines& batch);

// What the first difference is, for the message of a test.
std::string Shown(const ReplayResult& result);

}  // namespace winnow::simulation

#endif  // WINNOW_TESTS_SERVER_SIMULATION_REPLAY_REPLAY_BED_H_
