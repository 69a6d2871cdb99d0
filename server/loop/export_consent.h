// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Which items of a batch may still go out (api.md P2: consent and retention are checked again at
// export).
#ifndef WINNOW_SERVER_LOOP_EXPORT_CONSENT_H_
#define WINNOW_SERVER_LOOP_EXPORT_CONSENT_H_

#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "server/shard/queue_state.h"
#include "server/shard/registry.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::loop {

// The candidates as they are now, and the moment that counts.
struct ConsentState {
  const shard::QueueState& queue;
  const shard::RegistrySnapshot& registry;
  int64_t now_us = 0;
};

// Why a candidate may not serve a purpose.
enum class UseProblem : uint8_t {
  kNone,
  kScopeDisallows,  // does not allow the purpose, is unknown or has expired
  kRevoked,         // the consent of the scope or of the subject
  kRetention,       // it has ended, or what the candidate held was removed
};

// Which candidates may serve a purpose. Under the shard's mutex, for one look.
class PurposeCheck {
 public:
  PurposeCheck(const ConsentState& state, v1::Purpose purpose) : state_(state), purpose_(purpose) {}

  // By the consent scope that the candidate has now.
  UseProblem ProblemOf(shard::CandidateNo no);
  bool Allows(shard::CandidateNo no) { return ProblemOf(no) == UseProblem::kNone; }

 private:
  const ConsentState state_;
  const v1::Purpose purpose_;
  absl::flat_hash_map<uint32_t, UseProblem> scopes_;  // of which there are few
};

// For each item of `batch` in order: true when its candidate may no longer serve the purpose of the
// batch. Under the shard's mutex.
std::vector<bool> WithdrawnItems(const storage::v1::BatchRecord& batch, const ConsentState& state);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_EXPORT_CONSENT_H_
