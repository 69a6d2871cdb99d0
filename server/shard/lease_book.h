// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// LeaseBook: the open batches of a queue, who holds them and until when (api.md P2, storage.md E4).
#ifndef WINNOW_SERVER_SHARD_LEASE_BOOK_H_
#define WINNOW_SERVER_SHARD_LEASE_BOOK_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/selection/types.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::shard {

// Batches of a queue count from 1.
using BatchNo = uint64_t;

// An open batch.
struct OpenBatch {
  BatchNo batch_no = 0;
  storage::v1::LeaseRecord record;                 // as stored
  std::vector<selection::CandidateNo> candidates;  // in the order of the manifest
  uint32_t open_items = 0;
  absl::Duration deadline;  // on the steady clock
  absl::flat_hash_map<selection::CandidateNo, uint32_t> positions;
};

// Not thread-safe.
class LeaseBook {
 public:
  // Opens a batch whose record says state OPEN; returns its slot, which stays until Close.
  uint32_t Open(BatchNo batch_no, storage::v1::LeaseRecord record, absl::Duration deadline);
  // The open batch, or nullptr. Valid until the next Open or Close.
  OpenBatch* Find(BatchNo batch_no);
  OpenBatch& at(uint32_t slot) { return slots_[slot]; }
  const OpenBatch& at(uint32_t slot) const { return slots_[slot]; }
  // Slots so far; those that are free now hold batch number 0.
  uint32_t slots() const { return static_cast<uint32_t>(slots_.size()); }
  // Moves the deadline.
  void SetDeadline(OpenBatch& batch, absl::Duration deadline);
  // Sets the state of an open item to one that is not open.
  void FinishItem(OpenBatch& batch, uint32_t position, v1::ItemState state);
  void Close(OpenBatch& batch);

  // The open batch whose deadline comes first; nullopt when none is open.
  std::optional<std::pair<absl::Duration, BatchNo>> Next() const;
  size_t open_batches() const { return deadlines_.size(); }
  // Open items of the queue and of one labeler.
  uint64_t open_items() const { return open_items_; }
  uint64_t open_items_of(absl::string_view labeler) const;

 private:
  void CountItems(const OpenBatch& batch, int64_t change);

  std::vector<OpenBatch> slots_;
  std::vector<uint32_t> free_slots_;
  absl::flat_hash_map<BatchNo, uint32_t> by_number_;
  std::set<std::pair<absl::Duration, BatchNo>> deadlines_;
  uint64_t open_items_ = 0;
  absl::flat_hash_map<std::string, uint64_t> labeler_items_;
};

// The opaque token of a lease: batch, epoch and counter. Tokens of later grants are greater, over
// restarts and restores.
std::string LeaseToken(BatchNo batch_no, const storage::v1::LeaseRecord& record);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_LEASE_BOOK_H_
