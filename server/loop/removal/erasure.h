// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Erasure: one erasure of a subject, from its first commit to its receipt.
#ifndef WINNOW_SERVER_LOOP_REMOVAL_ERASURE_H_
#define WINNOW_SERVER_LOOP_REMOVAL_ERASURE_H_

#include <atomic>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "server/digest/digest.h"
#include "server/loop/environment.h"
#include "server/loop/removal/removal.h"
#include "server/loop/request_replay.h"
#include "winnow/v1/removal.pb.h"

namespace winnow::loop {

// How long the files may hold what was erased.
inline constexpr absl::Duration kPhysicalDeadline = absl::Hours(24);

// In whose name a subject is erased.
struct ErasureOrder {
  digest::Digest subject_digest;
  std::string principal = {};  // empty: a step of the server's own
  std::string method;
  // The call to be remembered; nullopt for a step of the server's own.
  std::optional<CallId> call = std::nullopt;
};

// Blocks; on the thread of removals, or at a start. For one use.
class Erasure {
 public:
  Erasure(Environment& environment, const std::atomic<bool>& stopping, ErasureOrder order)
      : environment_(environment), stopping_(stopping), order_(std::move(order)) {}

  // Erases the subject, or goes on with what was cut off; finds out when it was erased before.
  absl::Status Run();

  // After Run: what was done, and where the control shard's history stood.
  const v1::ErasureReceipt& receipt() const { return record_.receipt(); }
  const shard::Position& position() const { return position_; }

 private:
  absl::Status Begin();
  absl::Status EraseFromShards();
  absl::Status EraseFromShard(shard::Shard& shard);
  absl::Status Complete();
  // Stores the record and lets every shard know it.
  void Put(shard::ShardState& state, storage::WriteSet& writes);
  absl::Status Follow();
  std::string Name() const;
  v1::AuditPayload Payload() const;

  Environment& environment_;
  const std::atomic<bool>& stopping_;
  const ErasureOrder order_;
  storage::v1::ErasureRecord record_;
  std::shared_ptr<const shard::RegistrySnapshot> registry_;
  RemovalCounts counts_;
  std::vector<v1::ErasureLeaf> leaves_;
  shard::Position position_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_REMOVAL_ERASURE_H_
