// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Which items of a batch may still go out (api.md P2: consent and retention are checked again at
// export).
#ifndef WINNOW_SERVER_LOOP_EXPORT_CONSENT_H_
#define WINNOW_SERVER_LOOP_EXPORT_CONSENT_H_

#include <cstdint>
#include <vector>

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

// For each item of `batch` in order: true when the consent scope that its candidate has now does
// not allow the purpose of the batch or was revoked, when the consent of its subject was, or when
// its retention has ended. Under the shard's mutex.
std::vector<bool> WithdrawnItems(const storage::v1::BatchRecord& batch, const ConsentState& state);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_EXPORT_CONSENT_H_
