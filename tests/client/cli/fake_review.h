// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// FakeReview: a ReviewService with one batch of three items, and the requests that came in.
#ifndef WINNOW_TESTS_CLIENT_CLI_FAKE_REVIEW_H_
#define WINNOW_TESTS_CLIENT_CLI_FAKE_REVIEW_H_

#include <mutex>
#include <string>
#include <vector>

#include "winnow/v1/review_service.grpc.pb.h"

namespace winnow::client::cli {

// Thread-safe.
class FakeReview final : public v1::ReviewService::Service {
 public:
  // The next answer to RequestBatch has no items and says so.
  void SetEmpty(v1::EmptyReason reason);

  v1::RequestBatchRequest batch_request() const;
  std::vector<v1::SubmitLabelsRequest> submissions() const;
  v1::ReturnItemsRequest returned() const;
  v1::ExportBatchRequest export_request() const;

  grpc::Status RequestBatch(grpc::ServerContext* context, const v1::RequestBatchRequest* request,
                            v1::RequestBatchResponse* response) override;
  // Pages of one item.
  grpc::Status GetBatch(grpc::ServerContext* context, const v1::GetBatchRequest* request,
                        v1::GetBatchResponse* response) override;
  // Two pieces; NOT_FOUND for a batch called "none".
  grpc::Status ExportBatch(grpc::ServerContext* context, const v1::ExportBatchRequest* request,
                           grpc::ServerWriter<v1::ExportBatchResponse>* writer) override;
  // Two pieces.
  grpc::Status ExportFrame(grpc::ServerContext* context, const v1::ExportFrameRequest* request,
                           grpc::ServerWriter<v1::ExportFrameResponse>* writer) override;
  // Two findings of a batch called "forged", none of others.
  grpc::Status VerifyBatch(grpc::ServerContext* context, const v1::VerifyBatchRequest* request,
                           v1::VerifyBatchResponse* response) override;
  grpc::Status ExplainCandidate(grpc::ServerContext* context,
                                const v1::ExplainCandidateRequest* request,
                                v1::ExplainCandidateResponse* response) override;
  // Refuses the labels of candidate "late"; those of "odd" disagree.
  grpc::Status SubmitLabels(grpc::ServerContext* context, const v1::SubmitLabelsRequest* request,
                            v1::SubmitLabelsResponse* response) override;
  // Refuses the second row.
  grpc::Status ReturnItems(grpc::ServerContext* context, const v1::ReturnItemsRequest* request,
                           v1::ReturnItemsResponse* response) override;

 private:
  mutable std::mutex mutex_;
  v1::EmptyReason empty_ = v1::EMPTY_REASON_UNSPECIFIED;
  v1::RequestBatchRequest batch_request_;
  std::vector<v1::SubmitLabelsRequest> submissions_;
  v1::ReturnItemsRequest returned_;
  v1::ExportBatchRequest export_request_;
};

}  // namespace winnow::client::cli

#endif  // WINNOW_TESTS_CLIENT_CLI_FAKE_REVIEW_H_
