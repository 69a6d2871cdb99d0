// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Dispatch: selects and leases review batches, and takes unfinished items back (api.md P2).
#ifndef WINNOW_SERVER_LOOP_DISPATCH_H_
#define WINNOW_SERVER_LOOP_DISPATCH_H_

#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::loop {

// Thread-safe.
class Dispatch {
 public:
  explicit Dispatch(Environment& environment) : environment_(environment) {}

  void RequestBatch(const Caller& caller, const v1::RequestBatchRequest& request,
                    Done<v1::RequestBatchResponse> done);
  void RenewLease(const Caller& caller, const v1::RenewLeaseRequest& request,
                  Done<v1::RenewLeaseResponse> done);
  void ReturnItems(const Caller& caller, const v1::ReturnItemsRequest& request,
                   Done<v1::ReturnItemsResponse> done);
  void CompleteBatch(const Caller& caller, const v1::CompleteBatchRequest& request,
                     Done<v1::CompleteBatchResponse> done);
  void CancelBatch(const Caller& caller, const v1::CancelBatchRequest& request,
                   Done<v1::CancelBatchResponse> done);
  void RequeueItems(const Caller& caller, const v1::RequeueItemsRequest& request,
                    Done<v1::RequeueItemsResponse> done);

  // Ends the leases of shard `shard` whose time has come. Called by a periodic task and before
  // every draw.
  void ExpireLeases(size_t shard);

 private:
  Environment& environment_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_DISPATCH_H_
