// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// RemovalTrace: where else than in their own rows candidates have left something.
#ifndef WINNOW_SERVER_LOOP_REMOVAL_REMOVAL_TRACE_H_
#define WINNOW_SERVER_LOOP_REMOVAL_REMOVAL_TRACE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "server/shard/lease_book.h"
#include "server/shard/shard.h"
#include "server/shard/tables.h"

namespace winnow::loop {

// An item of a batch.
struct BatchHolding {
  shard::BatchNo batch_no = 0;
  std::string item_hash;
};

struct RemovalTrace {
  // By candidate, in the order of the batches. Candidates that no batch held are not there.
  absl::flat_hash_map<shard::CandidateNo, std::vector<BatchHolding>> holdings;
  // The batches that hold one of them, with the policy that each was drawn under,
  // `{policy}@{revision}`.
  std::map<shard::BatchNo, std::string> batches;
  // Samples of evaluations that hold one of them.
  std::vector<storage::EvaluationPartId> samples;
};

// What is asked about, and how far the rows go.
struct TraceRequest {
  shard::Shard& shard;
  uint32_t queue_no = 0;
  shard::BatchNo last_batch = 0;
  shard::EvaluationNo last_evaluation = 0;
  // By arrival number.
  const std::vector<bool>& wanted;
};

// Reads every batch and every sample of the queue once. Nothing that is durable is missed; what is
// not may not hold the candidates. Errors: the engine's.
absl::StatusOr<RemovalTrace> TraceCandidates(const TraceRequest& request);

// Items that were emptied.
struct ErasedItems {
  std::vector<std::string> hashes;
  std::vector<std::map<std::string, std::string>> attributes;
};

// Empties the items of `wanted` candidates in a stored manifest, and the cap overflows that name a
// key of theirs; the hashes stay.
ErasedItems EraseFromManifest(const std::vector<bool>& wanted, storage::v1::BatchRecord* record);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_REMOVAL_REMOVAL_TRACE_H_
