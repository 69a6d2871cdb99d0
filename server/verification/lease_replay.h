// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// LeaseReplay: who holds what, as a log tells it. Pure.
#ifndef WINNOW_SERVER_VERIFICATION_LEASE_REPLAY_H_
#define WINNOW_SERVER_VERIFICATION_LEASE_REPLAY_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "winnow/v1/audit_payload.pb.h"
#include "winnow/v1/consent_scope.pb.h"

namespace winnow::verification {

// An item of a batch, as far as it is not erased.
struct LeasedItem {
  std::string candidate;  // queue/candidate; empty for an erased item
  std::string scope;
  absl::Time retain_until;
  bool open = true;
};

struct LeasedBatch {
  std::string queue;
  v1::Purpose purpose = v1::PURPOSE_UNSPECIFIED;
  std::vector<LeasedItem> items;
  bool open = true;
};

// `queues/q/batches/7` is of queue `q`; empty for another text.
std::string QueueOfBatch(absl::string_view batch);

// Errors as those of LogVerifier. Not thread-safe.
class LeaseReplay {
 public:
  // From now on, batches may be named whose grant is not in the log.
  void ExpectUnknown() { unknown_expected_ = true; }

  absl::Status Grant(const std::string& place, const std::string& name, LeasedBatch batch);
  // Nothing for a batch whose grant is not in the log, where that is expected.
  absl::StatusOr<LeasedBatch*> Find(const std::string& place, const std::string& name);
  // Ends items, and with `closed` all of them.
  absl::Status End(const std::string& place, const v1::LeaseChanged& change, LeasedBatch& batch);

 private:
  void Free(LeasedItem& item);

  bool unknown_expected_ = false;
  absl::flat_hash_map<std::string, LeasedBatch> batches_;
  absl::flat_hash_map<std::string, std::string> held_;  // queue/candidate to batch
};

}  // namespace winnow::verification

#endif  // WINNOW_SERVER_VERIFICATION_LEASE_REPLAY_H_
