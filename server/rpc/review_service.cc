// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/review_service.h"

#include "server/rpc/validation/requests.h"

namespace winnow::rpc {
namespace {

ops::RpcMethodName Named(const char* method, const char* type = "unary") {
  return {v1::ReviewService::service_full_name(), method, type};
}

}  // namespace

ReviewService::ReviewService(CallEnvironment& environment)
    : request_batch_(environment, Named("RequestBatch"), &loop::Loop::dispatch,
                     &loop::Dispatch::RequestBatch),
      renew_lease_(environment, Named("RenewLease"), &loop::Loop::dispatch,
                   &loop::Dispatch::RenewLease),
      submit_labels_(environment, Named("SubmitLabels"), &loop::Loop::labeling,
                     &loop::Labeling::SubmitLabels),
      return_items_(environment, Named("ReturnItems"), &loop::Loop::dispatch,
                    &loop::Dispatch::ReturnItems),
      complete_batch_(environment, Named("CompleteBatch"), &loop::Loop::dispatch,
                      &loop::Dispatch::CompleteBatch),
      cancel_batch_(environment, Named("CancelBatch"), &loop::Loop::dispatch,
                    &loop::Dispatch::CancelBatch),
      requeue_items_(environment, Named("RequeueItems"), &loop::Loop::dispatch,
                     &loop::Dispatch::RequeueItems),
      get_batch_(environment, Named("GetBatch"), &loop::Loop::batches, &loop::Batches::GetBatch),
      list_batches_(environment, Named("ListBatches"), &loop::Loop::batches,
                    &loop::Batches::ListBatches),
      list_labels_(environment, Named("ListLabels"), &loop::Loop::adjudications,
                   &loop::Adjudications::ListLabels),
      list_adjudications_(environment, Named("ListAdjudications"), &loop::Loop::adjudications,
                          &loop::Adjudications::ListAdjudications),
      adjudicate_(environment, Named("Adjudicate"), &loop::Loop::adjudications,
                  &loop::Adjudications::Adjudicate),
      explain_candidate_(environment, Named("ExplainCandidate"), &loop::Loop::candidates,
                         &loop::Candidates::ExplainCandidate),
      verify_batch_(environment, Named("VerifyBatch"), &loop::Loop::batches,
                    &loop::Batches::VerifyBatch),
      export_batch_(environment, Named("ExportBatch", "server_stream"), &loop::Loop::batches,
                    &loop::Batches::ExportBatch),
      export_frame_(environment, Named("ExportFrame", "server_stream"), &loop::Loop::frames,
                    &loop::Frames::ExportFrame) {}

}  // namespace winnow::rpc
