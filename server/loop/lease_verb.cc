// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/lease_verb.h"

#include "server/loop/error.h"

namespace winnow::loop {

absl::Status CheckGranted(const shard::QueueState& queue, const BatchRef& ref) {
  if (ref.batch_no <= queue.last_batch) return absl::OkStatus();
  return Unknown(v1::ERROR_REASON_BATCH_UNKNOWN,
                 "No such batch in the queue. ListBatches names them.");
}

absl::StatusOr<shard::OpenBatch*> FindOpen(shard::QueueState& queue, const BatchRef& ref,
                                           absl::string_view token) {
  if (absl::Status status = CheckGranted(queue, ref); !status.ok()) return status;
  shard::OpenBatch* batch = queue.leases.Find(ref.batch_no);
  if (batch == nullptr) return LeaseSuperseded("The lease has ended. Request a new batch.");
  if (shard::LeaseToken(batch->batch_no, batch->record) != token) {
    return LeaseSuperseded(
        "The token is not that of the lease. Send the token that RequestBatch answered with.");
  }
  return batch;
}

}  // namespace winnow::loop
