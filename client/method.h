// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Method: which call a request message belongs to. Each request type of the protos serves one
// method, so the type alone decides it.
#ifndef WINNOW_CLIENT_METHOD_H_
#define WINNOW_CLIENT_METHOD_H_

#include <string>
#include <utility>

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

// Which response belongs to a request. Declared for its type alone; nothing calls it.
v1::BatchUpsertCandidatesResponse AnswerTo(const v1::BatchUpsertCandidatesRequest&);
v1::BatchPushSignalsResponse AnswerTo(const v1::BatchPushSignalsRequest&);
v1::GetCandidateResponse AnswerTo(const v1::GetCandidateRequest&);
v1::ListCandidatesResponse AnswerTo(const v1::ListCandidatesRequest&);
v1::GetIngestOffsetResponse AnswerTo(const v1::GetIngestOffsetRequest&);
v1::RequestBatchResponse AnswerTo(const v1::RequestBatchRequest&);
v1::RenewLeaseResponse AnswerTo(const v1::RenewLeaseRequest&);
v1::SubmitLabelsResponse AnswerTo(const v1::SubmitLabelsRequest&);
v1::ReturnItemsResponse AnswerTo(const v1::ReturnItemsRequest&);
v1::CompleteBatchResponse AnswerTo(const v1::CompleteBatchRequest&);
v1::CancelBatchResponse AnswerTo(const v1::CancelBatchRequest&);
v1::RequeueItemsResponse AnswerTo(const v1::RequeueItemsRequest&);
v1::GetBatchResponse AnswerTo(const v1::GetBatchRequest&);
v1::ListBatchesResponse AnswerTo(const v1::ListBatchesRequest&);
v1::VerifyBatchResponse AnswerTo(const v1::VerifyBatchRequest&);
v1::ListLabelsResponse AnswerTo(const v1::ListLabelsRequest&);
v1::ListAdjudicationsResponse AnswerTo(const v1::ListAdjudicationsRequest&);
v1::AdjudicateResponse AnswerTo(const v1::AdjudicateRequest&);
v1::ExplainCandidateResponse AnswerTo(const v1::ExplainCandidateRequest&);
v1::CreateQueueResponse AnswerTo(const v1::CreateQueueRequest&);
v1::GetQueueResponse AnswerTo(const v1::GetQueueRequest&);
v1::ListQueuesResponse AnswerTo(const v1::ListQueuesRequest&);
v1::UpdateQueueResponse AnswerTo(const v1::UpdateQueueRequest&);
v1::UpdateSliceResponse AnswerTo(const v1::UpdateSliceRequest&);
v1::ListSlicesResponse AnswerTo(const v1::ListSlicesRequest&);
v1::RegisterSourceResponse AnswerTo(const v1::RegisterSourceRequest&);
v1::ListSourcesResponse AnswerTo(const v1::ListSourcesRequest&);
v1::RegisterConsentScopeResponse AnswerTo(const v1::RegisterConsentScopeRequest&);
v1::ListConsentScopesResponse AnswerTo(const v1::ListConsentScopesRequest&);
v1::CreatePolicyRevisionResponse AnswerTo(const v1::CreatePolicyRevisionRequest&);
v1::GetPolicyRevisionResponse AnswerTo(const v1::GetPolicyRevisionRequest&);
v1::ListPolicyRevisionsResponse AnswerTo(const v1::ListPolicyRevisionsRequest&);
v1::ActivatePolicyRevisionResponse AnswerTo(const v1::ActivatePolicyRevisionRequest&);
v1::ApprovePolicyRevisionResponse AnswerTo(const v1::ApprovePolicyRevisionRequest&);
v1::SimulatePolicyResponse AnswerTo(const v1::SimulatePolicyRequest&);
v1::CreateRubricRevisionResponse AnswerTo(const v1::CreateRubricRevisionRequest&);
v1::GetRubricRevisionResponse AnswerTo(const v1::GetRubricRevisionRequest&);
v1::ListRubricRevisionsResponse AnswerTo(const v1::ListRubricRevisionsRequest&);
v1::SetControlItemResponse AnswerTo(const v1::SetControlItemRequest&);
v1::ListControlItemsResponse AnswerTo(const v1::ListControlItemsRequest&);
v1::CreateEvaluationResponse AnswerTo(const v1::CreateEvaluationRequest&);
v1::ExtendEvaluationResponse AnswerTo(const v1::ExtendEvaluationRequest&);
v1::CloseEvaluationResponse AnswerTo(const v1::CloseEvaluationRequest&);
v1::GetEvaluationResponse AnswerTo(const v1::GetEvaluationRequest&);
v1::ListEvaluationsResponse AnswerTo(const v1::ListEvaluationsRequest&);
v1::AgreementReportResponse AnswerTo(const v1::AgreementReportRequest&);
v1::CreateDatasetVersionResponse AnswerTo(const v1::CreateDatasetVersionRequest&);
v1::GetDatasetVersionResponse AnswerTo(const v1::GetDatasetVersionRequest&);
v1::ListDatasetVersionsResponse AnswerTo(const v1::ListDatasetVersionsRequest&);
v1::CreateReleaseResponse AnswerTo(const v1::CreateReleaseRequest&);
v1::GetReleaseResponse AnswerTo(const v1::GetReleaseRequest&);
v1::ListReleasesResponse AnswerTo(const v1::ListReleasesRequest&);
v1::SubmitEvaluationResponse AnswerTo(const v1::SubmitEvaluationRequest&);
v1::EvaluateGatesResponse AnswerTo(const v1::EvaluateGatesRequest&);
v1::WaiveFindingResponse AnswerTo(const v1::WaiveFindingRequest&);
v1::RecordRolloutResponse AnswerTo(const v1::RecordRolloutRequest&);
v1::TraceLineageResponse AnswerTo(const v1::TraceLineageRequest&);
v1::EraseSubjectResponse AnswerTo(const v1::EraseSubjectRequest&);
v1::RetireCandidatesResponse AnswerTo(const v1::RetireCandidatesRequest&);
v1::RunRetentionResponse AnswerTo(const v1::RunRetentionRequest&);
v1::QueueStatusResponse AnswerTo(const v1::QueueStatusRequest&);
v1::ListAuditEventsResponse AnswerTo(const v1::ListAuditEventsRequest&);
v1::GetCheckpointResponse AnswerTo(const v1::GetCheckpointRequest&);
v1::GetInclusionProofResponse AnswerTo(const v1::GetInclusionProofRequest&);
v1::GetConsistencyProofResponse AnswerTo(const v1::GetConsistencyProofRequest&);
v1::RevokeConsentResponse AnswerTo(const v1::RevokeConsentRequest&);

// The response type of a request type.
template <typename Request>
struct Answer {
  using Type = decltype(AnswerTo(std::declval<const Request&>()));
};

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_METHOD_H_
