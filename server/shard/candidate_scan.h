// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The stored candidates of a shard, read and parsed ahead of their use.
#ifndef WINNOW_SERVER_SHARD_CANDIDATE_SCAN_H_
#define WINNOW_SERVER_SHARD_CANDIDATE_SCAN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "server/shard/candidate_columns.h"
#include "storage/engine.h"
#include "storage/tables/candidate_table.h"

namespace winnow::shard {

// A stored row, with what is worked out from it alone.
struct StoredCandidate {
  storage::QueueRowId id;
  const storage::v1::CandidateRecord* record = nullptr;
  uint64_t id_hash = 0;
  CandidateMarks marks;
};

// Visits every candidate of a shard in key order on the calling thread, while two other threads
// read and parse those to come, a part of the table each. `borders` are the keys at which parts
// begin, rising; any will do, and parts of some 10,000 rows keep both threads busy. Nothing may be
// written meanwhile. No record outlives its visit. An error of `visit` ends the scan and is its
// result; else the errors are those of CandidateTable::ScanAll, after the rows that come before.
absl::Status ScanCandidates(storage::Engine& engine, storage::ShardId shard,
                            const std::vector<std::string>& borders,
                            absl::FunctionRef<absl::Status(const StoredCandidate&)> visit);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_CANDIDATE_SCAN_H_
