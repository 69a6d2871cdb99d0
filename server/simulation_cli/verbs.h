// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The verbs of winnow-simulate. Each takes the words after its name and returns an exit code.
#ifndef WINNOW_SERVER_SIMULATION_CLI_VERBS_H_
#define WINNOW_SERVER_SIMULATION_CLI_VERBS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace winnow::simulation {

inline constexpr int kExitDone = 0;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitDiffers = 3;

inline constexpr uint64_t kMostThreads = 64;

// Draws a batch again from an exported frame.
int ReplayVerb(absl::Span<const std::string> words);
// Compares policies on data with a known truth.
int RunVerb(absl::Span<const std::string> words);
// Lets people of a model work on a queue, in virtual time.
int QueueRunVerb(absl::Span<const std::string> words);
// Evaluates one release after the other.
int SequenceVerb(absl::Span<const std::string> words);
// Adds up the records of shards.
int MergeVerb(absl::Span<const std::string> words);

// Writes `text` to standard output, and says so where that fails. Returns an exit code: `code`, or
// that of the failure.
int Tell(const std::string& text, int code = kExitDone);
// Says what is wrong on standard error.
int Complain(absl::string_view text);
inline int Complain(const absl::Status& status) { return Complain(status.message()); }

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_CLI_VERBS_H_
