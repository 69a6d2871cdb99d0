// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ReviewService: for labeling platforms: batches go out, labels come back.
#ifndef WINNOW_SERVER_RPC_REVIEW_SERVICE_H_
#define WINNOW_SERVER_RPC_REVIEW_SERVICE_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "server/rpc/call_environment.h"
#include "server/rpc/export_stream.h"
#include "server/rpc/raw_methods.h"
#include "server/rpc/unary.h"
#include "winnow/v1/review_service.grpc.pb.h"

namespace winnow::rpc {

// Thread-safe.
class ReviewService final
    : public RawMethods<v1::ReviewService::Service,
                        v1::ReviewService::WithRawCallbackMethod_RequestBatch,
                        v1::ReviewService::WithRawCallbackMethod_RenewLease,
                        v1::ReviewService::WithRawCallbackMethod_SubmitLabels,
                        v1::ReviewService::WithRawCallbackMethod_ReturnItems,
                        v1::ReviewService::WithRawCallbackMethod_CompleteBatch,
                        v1::ReviewService::WithRawCallbackMethod_CancelBatch,
                        v1::ReviewService::WithRawCallbackMethod_RequeueItems,
                        v1::ReviewService::WithRawCallbackMethod_GetBatch,
                        v1::ReviewService::WithRawCallbackMethod_ListBatches,
                        v1::ReviewService::WithRawCallbackMethod_ExplainCandidate,
                        v1::ReviewService::WithRawCallbackMethod_ListLabels,
                        v1::ReviewService::WithRawCallbackMethod_ListAdjudications,
                        v1::ReviewService::WithRawCallbackMethod_Adjudicate,
                        v1::ReviewService::WithRawCallbackMethod_VerifyBatch,
                        v1::ReviewService::WithRawCallbackMethod_ExportBatch,
                        v1::ReviewService::WithRawCallbackMethod_ExportFrame> {
  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;

 public:
  explicit ReviewService(CallEnvironment& environment);

  grpc::ServerUnaryReactor* RequestBatch(Context* context, const Bytes* request,
                                         Bytes* response) override {
    return request_batch_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* RenewLease(Context* context, const Bytes* request,
                                       Bytes* response) override {
    return renew_lease_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* SubmitLabels(Context* context, const Bytes* request,
                                         Bytes* response) override {
    return submit_labels_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* ReturnItems(Context* context, const Bytes* request,
                                        Bytes* response) override {
    return return_items_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* CompleteBatch(Context* context, const Bytes* request,
                                          Bytes* response) override {
    return complete_batch_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* CancelBatch(Context* context, const Bytes* request,
                                        Bytes* response) override {
    return cancel_batch_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* RequeueItems(Context* context, const Bytes* request,
                                         Bytes* response) override {
    return requeue_items_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* GetBatch(Context* context, const Bytes* request,
                                     Bytes* response) override {
    return get_batch_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* ListBatches(Context* context, const Bytes* request,
                                        Bytes* response) override {
    return list_batches_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* ListLabels(Context* context, const Bytes* request,
                                       Bytes* response) override {
    return list_labels_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* ListAdjudications(Context* context, const Bytes* request,
                                              Bytes* response) override {
    return list_adjudications_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* Adjudicate(Context* context, const Bytes* request,
                                       Bytes* response) override {
    return adjudicate_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* ExplainCandidate(Context* context, const Bytes* request,
                                             Bytes* response) override {
    return explain_candidate_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* VerifyBatch(Context* context, const Bytes* request,
                                        Bytes* response) override {
    return verify_batch_.Start({context, request, response});
  }
  grpc::ServerWriteReactor<Bytes>* ExportBatch(Context* context, const Bytes* request) override {
    return export_batch_.Start(*context, *request);
  }
  grpc::ServerWriteReactor<Bytes>* ExportFrame(Context* context, const Bytes* request) override {
    return export_frame_.Start(*context, *request);
  }

 private:
  const UnaryMethod<v1::RequestBatchRequest, v1::RequestBatchResponse> request_batch_;
  const UnaryMethod<v1::RenewLeaseRequest, v1::RenewLeaseResponse> renew_lease_;
  const UnaryMethod<v1::SubmitLabelsRequest, v1::SubmitLabelsResponse> submit_labels_;
  const UnaryMethod<v1::ReturnItemsRequest, v1::ReturnItemsResponse> return_items_;
  const UnaryMethod<v1::CompleteBatchRequest, v1::CompleteBatchResponse> complete_batch_;
  const UnaryMethod<v1::CancelBatchRequest, v1::CancelBatchResponse> cancel_batch_;
  const UnaryMethod<v1::RequeueItemsRequest, v1::RequeueItemsResponse> requeue_items_;
  const UnaryMethod<v1::GetBatchRequest, v1::GetBatchResponse> get_batch_;
  const UnaryMethod<v1::ListBatchesRequest, v1::ListBatchesResponse> list_batches_;
  const UnaryMethod<v1::ListLabelsRequest, v1::ListLabelsResponse> list_labels_;
  const UnaryMethod<v1::ListAdjudicationsRequest, v1::ListAdjudicationsResponse>
      list_adjudications_;
  const UnaryMethod<v1::AdjudicateRequest, v1::AdjudicateResponse> adjudicate_;
  const UnaryMethod<v1::ExplainCandidateRequest, v1::ExplainCandidateResponse> explain_candidate_;
  const UnaryMethod<v1::VerifyBatchRequest, v1::VerifyBatchResponse> verify_batch_;
  const ExportMethod<v1::ExportBatchRequest, v1::ExportBatchResponse> export_batch_;
  const ExportMethod<v1::ExportFrameRequest, v1::ExportFrameResponse> export_frame_;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_REVIEW_SERVICE_H_
