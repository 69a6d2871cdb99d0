// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/lease_book.h"

#include "absl/strings/str_format.h"

namespace winnow::shard {

uint32_t LeaseBook::Open(BatchNo batch_no, storage::v1::LeaseRecord record,
                         absl::Duration deadline) {
  uint32_t slot = static_cast<uint32_t>(slots_.size());
  if (free_slots_.empty()) {
    slots_.emplace_back();
  } else {
    slot = free_slots_.back();
    free_slots_.pop_back();
  }
  OpenBatch& batch = slots_[slot];
  batch.batch_no = batch_no;
  batch.record = std::move(record);
  batch.deadline = deadline;
  batch.candidates.assign(batch.record.arrivals().begin(), batch.record.arrivals().end());
  batch.positions.reserve(batch.candidates.size());
  for (uint32_t i = 0; i < batch.candidates.size(); ++i) batch.positions[batch.candidates[i]] = i;
  batch.open_items = 0;
  for (const char state : batch.record.item_states())
    batch.open_items += state == v1::ITEM_STATE_OPEN;
  by_number_[batch_no] = slot;
  deadlines_.emplace(deadline, batch_no);
  CountItems(batch, batch.open_items);
  return slot;
}

OpenBatch* LeaseBook::Find(BatchNo batch_no) {
  const auto it = by_number_.find(batch_no);
  return it == by_number_.end() ? nullptr : &slots_[it->second];
}

void LeaseBook::SetDeadline(OpenBatch& batch, absl::Duration deadline) {
  deadlines_.erase({batch.deadline, batch.batch_no});
  batch.deadline = deadline;
  deadlines_.emplace(deadline, batch.batch_no);
}

void LeaseBook::FinishItem(OpenBatch& batch, uint32_t position, v1::ItemState state) {
  (*batch.record.mutable_item_states())[position] = static_cast<char>(state);
  --batch.open_items;
  CountItems(batch, -1);
}

void LeaseBook::Close(OpenBatch& batch) {
  CountItems(batch, -static_cast<int64_t>(batch.open_items));
  deadlines_.erase({batch.deadline, batch.batch_no});
  const auto it = by_number_.find(batch.batch_no);
  const uint32_t slot = it->second;
  by_number_.erase(it);
  slots_[slot] = OpenBatch{};
  free_slots_.push_back(slot);
}

std::optional<std::pair<absl::Duration, BatchNo>> LeaseBook::Next() const {
  if (deadlines_.empty()) return std::nullopt;
  return *deadlines_.begin();
}

uint64_t LeaseBook::open_items_of(absl::string_view labeler) const {
  const auto it = labeler_items_.find(labeler);
  return it == labeler_items_.end() ? 0 : it->second;
}

void LeaseBook::CountItems(const OpenBatch& batch, int64_t change) {
  open_items_ += change;
  const auto it = labeler_items_.try_emplace(batch.record.labeler(), 0).first;
  it->second += change;
  if (it->second == 0) labeler_items_.erase(it);
}

std::string LeaseToken(BatchNo batch_no, const storage::v1::LeaseRecord& record) {
  return absl::StrFormat("%x-%x-%x", record.token_epoch(), record.token_counter(), batch_no);
}

}  // namespace winnow::shard
