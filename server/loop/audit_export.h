// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// AuditExport: the log of a shard as a file that a stranger verifies offline
// (server/verification/README.md has the format).
#ifndef WINNOW_SERVER_LOOP_AUDIT_EXPORT_H_
#define WINNOW_SERVER_LOOP_AUDIT_EXPORT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "server/loop/checkpoints.h"
#include "server/shard/shard.h"
#include "winnow/storage/v1/audit_records.pb.h"

namespace winnow::loop {

// Goes on until it has every durable leaf, so that whatever was erased meanwhile has its erasure in
// the file as well. Not thread-safe; `shard` and `checkpoints` outlive it.
class AuditExport {
 public:
  AuditExport(shard::Shard& shard, Checkpoints& checkpoints)
      : shard_(shard), checkpoints_(checkpoints) {}

  // The next piece, of at most 256 KiB; empty at the end.
  absl::StatusOr<std::string> Next();

 private:
  absl::Status Fill();
  absl::Status AppendLeaves();
  absl::Status AppendLeaf(const storage::Leaf& leaf, const storage::v1::PayloadRecord& record);
  absl::Status AppendManifest(const std::string& batch);
  // The number of a queue in the keys of its rows.
  absl::StatusOr<uint32_t> QueueNo(const std::string& queue_id);

  shard::Shard& shard_;
  Checkpoints& checkpoints_;
  std::string text_;     // that was not taken yet
  uint64_t leaves_ = 0;  // that are in the file
  bool begun_ = false;
  bool complete_ = false;
  absl::flat_hash_map<std::string, uint32_t> queue_nos_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_AUDIT_EXPORT_H_
