// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Batches: the record of what was drawn and how its lease stands; export as a file (api.md P6).
#ifndef WINNOW_SERVER_LOOP_BATCHES_H_
#define WINNOW_SERVER_LOOP_BATCHES_H_

#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "server/loop/piece_source.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::loop {

// Thread-safe.
class Batches {
 public:
  explicit Batches(Environment& environment) : environment_(environment) {}

  void GetBatch(const Caller& caller, const v1::GetBatchRequest& request,
                Done<v1::GetBatchResponse> done);
  void ListBatches(const Caller& caller, const v1::ListBatchesRequest& request,
                   Done<v1::ListBatchesResponse> done);
  void ExportBatch(const Caller& caller, const v1::ExportBatchRequest& request,
                   Done<PieceSource> done);
  // Checks a batch against its stored rows (verify_checks.h).
  void VerifyBatch(const Caller& caller, const v1::VerifyBatchRequest& request,
                   Done<v1::VerifyBatchResponse> done);

 private:
  Environment& environment_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_BATCHES_H_
