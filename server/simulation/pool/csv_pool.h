// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_POOL_CSV_POOL_H_
#define WINNOW_SERVER_SIMULATION_POOL_CSV_POOL_H_

#include <string>

#include "absl/status/statusor.h"
#include "server/simulation/pool/csv_table.h"
#include "server/simulation/pool/pool.h"
#include "server/simulation/pool/pool_options.h"

namespace winnow::simulation {

// The pool of a table in the layout that its columns tell (CsvLayout); `source` names it. Signals:
// confidence and committee_disagreement as they are there, pair_disagreement and expected_change
// out of the distances between systems (server/release/witness_distances.h). `options.units` names
// a column, where the layout is another; `options.errors` is not read: columns of errors have the
// names of releases.
//
// Rows without an output of one of the releases, and sensitive ones, are left out and counted.
// INVALID_ARGUMENT, naming file, line and column, for a release without a column of errors, a
// column that is needed and not there, a repeated or empty candidate_id, an empty cell that slices
// are made of, and cells that are no numbers or numbers that cannot be.
absl::StatusOr<Pool> PoolOfCsv(const CsvTable& table, const std::string& source,
                               const PoolOptions& options);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_POOL_CSV_POOL_H_
