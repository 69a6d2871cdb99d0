// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_POOL_JSON_POOL_INPUT_H_
#define WINNOW_SERVER_SIMULATION_POOL_JSON_POOL_INPUT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/simulation/pool/file_row.h"
#include "server/simulation/pool/pool_options.h"

namespace winnow::simulation {

// A history as Winnow's command line writes and takes it.
struct JsonPoolInput {
  FileLines candidates;  // candidates, or an exported frame
  FileLines outcomes;    // as `winnow release evaluate` takes them
  std::vector<FileLines>
      signals;  // more signals: files of signals or of candidates, later ones win
  // Defaults: the speaker, else the subject, is a cluster; errors are word_errors per words; the
  // slice is that of the candidate; releases of a frame are those that the queue tests.
  PoolOptions options;
  std::string near_duplicate;  // attribute that near duplicates share; empty: none
  // Signal that says how many words the incumbent gave, as a release names it. Empty: 1 of each
  // candidate, as the gate counts without it; the words of references are labels, which are not
  // known of what is not drawn.
  std::string units_signal;
};

// What of an outcome is compared, with nothing left open.
struct ComparedCounts {
  std::string baseline;
  std::string candidate;
  std::string errors;
  std::string units;  // empty: 1 per candidate
};

// INVALID_ARGUMENT unless two different releases are named.
absl::StatusOr<ComparedCounts> CountsOf(const PoolOptions& options);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_POOL_JSON_POOL_INPUT_H_
