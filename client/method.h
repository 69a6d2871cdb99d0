// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Method: which call a request message belongs to. Each request type of the protos serves one
// method, so the type alone decides it.
#ifndef WINNOW_CLIENT_METHOD_H_
#define WINNOW_CLIENT_METHOD_H_

#include <string>

#include "google/protobuf/message.h"
#include "winnow/v1/governance_service.pb.h"
#include "winnow/v1/ingest_service.pb.h"
#include "winnow/v1/policy_service.pb.h"
#include "winnow/v1/release_service.pb.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::client {

// "/winnow.v1.ReviewService/RequestBatch" for a RequestBatchRequest; empty when no unary method of
// the request's file takes the type and answers with `response`.
std::string UnaryPath(const google::protobuf::Message& request,
                      const google::protobuf::Message& response);

// The response type of a request type.
template <typename Request>
struct Answer;

template <>
struct Answer<v1::BatchUpsertCandidatesRequest> {
  using Type = v1::BatchUpsertCandidatesResponse;
};
template <>
struct Answer<v1::BatchPushSignalsRequest> {
  using Type = v1::BatchPushSignalsResponse;
};
template <>
struct Answer<v1::GetCandidateRequest> {
  using Type = v1::GetCandidateResponse;
};
template <>
struct Answer<v1::ListCandidatesRequest> {
  using Type = v1::ListCandidatesResponse;
};
template <>
struct Answer<v1::GetIngestOffsetRequest> {
  using Type = v1::GetIngestOffsetResponse;
};
template <>
struct Answer<v1::RequestBatchRequest> {
  using Type = v1::RequestBatchResponse;
};
template <>
struct Answer<v1::RenewLeaseRequest> {
  using Type = v1::RenewLeaseResponse;
};
template <>
struct Answer<v1::SubmitLabelsRequest> {
  using Type = v1::SubmitLabelsResponse;
};
template <>
struct Answer<v1::ReturnItemsRequest> {
  using Type = v1::ReturnItemsResponse;
};
template <>
struct Answer<v1::CompleteBatchRequest> {
  using Type = v1::CompleteBatchResponse;
};
template <>
struct Answer<v1::CancelBatchRequest> {
  using Type = v1::CancelBatchResponse;
};
template <>
struct Answer<v1::RequeueItemsRequest> {
  using Type = v1::RequeueItemsResponse;
};
template <>
struct Answer<v1::GetBatchRequest> {
  using Type = v1::GetBatchResponse;
};
template <>
struct Answer<v1::ListBatchesRequest> {
  using Type = v1::ListBatchesResponse;
};
template <>
struct Answer<v1::VerifyBatchRequest> {
  using Type = v1::VerifyBatchResponse;
};
template <>
struct Answer<v1::ExplainCandidateRequest> {
  using Type = v1::ExplainCandidateResponse;
};
template <>
struct Answer<v1::CreateQueueRequest> {
  using Type = v1::CreateQueueResponse;
};
template <>
struct Answer<v1::GetQueueRequest> {
  using Type = v1::GetQueueResponse;
};
template <>
struct Answer<v1::ListQueuesRequest> {
  using Type = v1::ListQueuesResponse;
};
template <>
struct Answer<v1::UpdateQueueRequest> {
  using Type = v1::UpdateQueueResponse;
};
template <>
struct Answer<v1::UpdateSliceRequest> {
  using Type = v1::UpdateSliceResponse;
};
template <>
struct Answer<v1::ListSlicesRequest> {
  using Type = v1::ListSlicesResponse;
};
template <>
struct Answer<v1::RegisterSourceRequest> {
  using Type = v1::RegisterSourceResponse;
};
template <>
struct Answer<v1::ListSourcesRequest> {
  using Type = v1::ListSourcesResponse;
};
template <>
struct Answer<v1::RegisterConsentScopeRequest> {
  using Type = v1::RegisterConsentScopeResponse;
};
template <>
struct Answer<v1::ListConsentScopesRequest> {
  using Type = v1::ListConsentScopesResponse;
};
template <>
struct Answer<v1::CreatePolicyRevisionRequest> {
  using Type = v1::CreatePolicyRevisionResponse;
};
template <>
struct Answer<v1::GetPolicyRevisionRequest> {
  using Type = v1::GetPolicyRevisionResponse;
};
template <>
struct Answer<v1::ListPolicyRevisionsRequest> {
  using Type = v1::ListPolicyRevisionsResponse;
};
template <>
struct Answer<v1::ActivatePolicyRevisionRequest> {
  using Type = v1::ActivatePolicyRevisionResponse;
};
template <>
struct Answer<v1::ApprovePolicyRevisionRequest> {
  using Type = v1::ApprovePolicyRevisionResponse;
};
template <>
struct Answer<v1::SimulatePolicyRequest> {
  using Type = v1::SimulatePolicyResponse;
};
template <>
struct Answer<v1::CreateEvaluationRequest> {
  using Type = v1::CreateEvaluationResponse;
};
template <>
struct Answer<v1::ExtendEvaluationRequest> {
  using Type = v1::ExtendEvaluationResponse;
};
template <>
struct Answer<v1::CloseEvaluationRequest> {
  using Type = v1::CloseEvaluationResponse;
};
template <>
struct Answer<v1::GetEvaluationRequest> {
  using Type = v1::GetEvaluationResponse;
};
template <>
struct Answer<v1::ListEvaluationsRequest> {
  using Type = v1::ListEvaluationsResponse;
};
template <>
struct Answer<v1::EraseSubjectRequest> {
  using Type = v1::EraseSubjectResponse;
};
template <>
struct Answer<v1::RetireCandidatesRequest> {
  using Type = v1::RetireCandidatesResponse;
};
template <>
struct Answer<v1::RunRetentionRequest> {
  using Type = v1::RunRetentionResponse;
};
template <>
struct Answer<v1::QueueStatusRequest> {
  using Type = v1::QueueStatusResponse;
};
template <>
struct Answer<v1::ListAuditEventsRequest> {
  using Type = v1::ListAuditEventsResponse;
};
template <>
struct Answer<v1::GetCheckpointRequest> {
  using Type = v1::GetCheckpointResponse;
};
template <>
struct Answer<v1::GetInclusionProofRequest> {
  using Type = v1::GetInclusionProofResponse;
};
template <>
struct Answer<v1::GetConsistencyProofRequest> {
  using Type = v1::GetConsistencyProofResponse;
};
template <>
struct Answer<v1::RevokeConsentRequest> {
  using Type = v1::RevokeConsentResponse;
};

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_METHOD_H_
