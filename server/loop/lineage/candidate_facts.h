// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// CandidateFacts: what a trace may say of a candidate.
#ifndef WINNOW_SERVER_LOOP_LINEAGE_CANDIDATE_FACTS_H_
#define WINNOW_SERVER_LOOP_LINEAGE_CANDIDATE_FACTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "server/loop/export_consent.h"
#include "server/shard/shard.h"

namespace winnow::loop {

struct CandidateFacts {
  shard::CandidateNo no = 0;
  std::string name;      // of the resource
  bool removed = false;  // nothing but a tombstone is stored
  // It may serve what it is looked at for. Else nothing is shown but its name, and nothing of what
  // people said about it.
  bool serves = false;
  // As they are now; empty where it does not serve.
  std::string source;
  std::string consent_scope;
  std::string rubric;
  std::string model_release;
  v1::Split split = v1::SPLIT_UNSPECIFIED;
  int64_t retain_until_us = 0;
  int64_t ingest_us = 0;
};

// Under the shard's mutex.
CandidateFacts FactsOf(const ConsentState& state, shard::CandidateNo no, bool serves);

// Candidates of a queue that serve one purpose.
struct ExamplePlace {
  shard::Shard* shard = nullptr;
  std::string queue_id;
  uint32_t queue_no = 0;
  v1::Purpose purpose = v1::PURPOSE_UNSPECIFIED;
};

// The facts of each of `arrivals`, in their order. DATA_LOSS for one that never arrived.
absl::StatusOr<std::vector<CandidateFacts>> LookUpFacts(const ExamplePlace& place,
                                                        absl::Span<const uint64_t> arrivals);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_LINEAGE_CANDIDATE_FACTS_H_
