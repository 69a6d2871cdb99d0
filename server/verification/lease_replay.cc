// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/verification/lease_replay.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/verification/place.h"

namespace winnow::verification {

std::string QueueOfBatch(absl::string_view batch) {
  const std::vector<absl::string_view> parts = absl::StrSplit(batch, '/');
  return parts.size() == 4 && parts[0] == "queues" ? std::string(parts[1]) : std::string();
}

absl::Status LeaseReplay::Grant(const std::string& place, const std::string& name,
                                LeasedBatch batch) {
  if (batches_.contains(name)) return At(place, "its batch was granted before");
  for (const LeasedItem& item : batch.items) {
    if (item.candidate.empty()) continue;
    const auto [held, fresh] = held_.emplace(item.candidate, name);
    if (!fresh) {
      return At(place, absl::StrCat("it leases an item that batch ", held->second,
                                    " holds: a double lease"));
    }
  }
  batches_.emplace(name, std::move(batch));
  return absl::OkStatus();
}

absl::StatusOr<LeasedBatch*> LeaseReplay::Find(const std::string& place, const std::string& name) {
  const auto batch = batches_.find(name);
  if (batch != batches_.end()) return &batch->second;
  if (unknown_expected_) return nullptr;
  return At(place, "it names a batch that was never granted");
}

absl::Status LeaseReplay::End(const std::string& place, const v1::LeaseChanged& change,
                              LeasedBatch& batch) {
  if (!batch.open) return At(place, "it changes a batch that is closed");
  for (const uint32_t i : change.ended_items()) {
    if (i >= batch.items.size()) return At(place, "it ends an item that its batch has not");
    if (!batch.items[i].open) return At(place, "it ends an item that has ended");
    Free(batch.items[i]);
  }
  if (change.closed() == v1::BATCH_STATE_UNSPECIFIED) return absl::OkStatus();
  for (LeasedItem& item : batch.items) {
    if (item.open) Free(item);
  }
  batch.open = false;
  return absl::OkStatus();
}

void LeaseReplay::Free(LeasedItem& item) {
  item.open = false;
  if (!item.candidate.empty()) held_.erase(item.candidate);
}

}  // namespace winnow::verification
