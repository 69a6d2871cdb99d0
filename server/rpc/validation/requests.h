// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The rules of every request, as far as the request alone can tell: names, ids, counts, bounds.
// Rows of candidates, signals and labels are judged one by one by the loop, and so are the rules of
// a policy.
#ifndef WINNOW_SERVER_RPC_VALIDATION_REQUESTS_H_
#define WINNOW_SERVER_RPC_VALIDATION_REQUESTS_H_

#include "server/rpc/validation/violations.h"
#include "winnow/v1/governance_service.pb.h"
#include "winnow/v1/ingest_service.pb.h"
#include "winnow/v1/policy_service.pb.h"
#include "winnow/v1/release_service.pb.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::rpc {

// Each adds every rule that `request` breaks to `violations`. Pure.

// ingest_requests.cc
void Validate(const v1::IngestHeader& header, Violations& violations);
void Validate(const v1::BatchUpsertCandidatesRequest& request, Violations& violations);
void Validate(const v1::BatchPushSignalsRequest& request, Violations& violations);
void Validate(const v1::GetCandidateRequest& request, Violations& violations);
void Validate(const v1::ListCandidatesRequest& request, Violations& violations);
void Validate(const v1::GetIngestOffsetRequest& request, Violations& violations);

// review_requests.cc
void Validate(const v1::RequestBatchRequest& request, Violations& violations);
void Validate(const v1::RenewLeaseRequest& request, Violations& violations);
void Validate(const v1::SubmitLabelsRequest& request, Violations& violations);
void Validate(const v1::ReturnItemsRequest& request, Violations& violations);
void Validate(const v1::CompleteBatchRequest& request, Violations& violations);
void Validate(const v1::CancelBatchRequest& request, Violations& violations);
void Validate(const v1::RequeueItemsRequest& request, Violations& violations);
void Validate(const v1::GetBatchRequest& request, Violations& violations);
void Validate(const v1::ListBatchesRequest& request, Violations& violations);
void Validate(const v1::ExportBatchRequest& request, Violations& violations);
void Validate(const v1::ExportFrameRequest& request, Violations& violations);
void Validate(const v1::VerifyBatchRequest& request, Violations& violations);
void Validate(const v1::ExplainCandidateRequest& request, Violations& violations);
void Validate(const v1::ListLabelsRequest& request, Violations& violations);
void Validate(const v1::ListAdjudicationsRequest& request, Violations& violations);
void Validate(const v1::AdjudicateRequest& request, Violations& violations);

// queue_requests.cc
void Validate(const v1::CreateQueueRequest& request, Violations& violations);
void Validate(const v1::GetQueueRequest& request, Violations& violations);
void Validate(const v1::ListQueuesRequest& request, Violations& violations);
void Validate(const v1::UpdateQueueRequest& request, Violations& violations);
void Validate(const v1::UpdateSliceRequest& request, Violations& violations);
void Validate(const v1::ListSlicesRequest& request, Violations& violations);
void Validate(const v1::QueueStatusRequest& request, Violations& violations);

// audit_requests.cc
void Validate(const v1::ListAuditEventsRequest& request, Violations& violations);
void Validate(const v1::GetCheckpointRequest& request, Violations& violations);
void Validate(const v1::GetInclusionProofRequest& request, Violations& violations);
void Validate(const v1::GetConsistencyProofRequest& request, Violations& violations);
void Validate(const v1::ExportAuditRequest& request, Violations& violations);

// policy_requests.cc
void Validate(const v1::RegisterSourceRequest& request, Violations& violations);
void Validate(const v1::ListSourcesRequest& request, Violations& violations);
void Validate(const v1::RegisterConsentScopeRequest& request, Violations& violations);
void Validate(const v1::ListConsentScopesRequest& request, Violations& violations);
void Validate(const v1::CreatePolicyRevisionRequest& request, Violations& violations);
void Validate(const v1::GetPolicyRevisionRequest& request, Violations& violations);
void Validate(const v1::ListPolicyRevisionsRequest& request, Violations& violations);
void Validate(const v1::ActivatePolicyRevisionRequest& request, Violations& violations);
void Validate(const v1::ApprovePolicyRevisionRequest& request, Violations& violations);
void Validate(const v1::SimulatePolicyRequest& request, Violations& violations);
void Validate(const v1::CreateRubricRevisionRequest& request, Violations& violations);
void Validate(const v1::GetRubricRevisionRequest& request, Violations& violations);
void Validate(const v1::ListRubricRevisionsRequest& request, Violations& violations);
void Validate(const v1::SetControlItemRequest& request, Violations& violations);
void Validate(const v1::ListControlItemsRequest& request, Violations& violations);

// removal_requests.cc
void Validate(const v1::EraseSubjectRequest& request, Violations& violations);
void Validate(const v1::RetireCandidatesRequest& request, Violations& violations);
void Validate(const v1::RunRetentionRequest& request, Violations& violations);

// consent_requests.cc
void Validate(const v1::RevokeConsentRequest& request, Violations& violations);

// release_requests.cc
void Validate(const v1::CreateEvaluationRequest& request, Violations& violations);
void Validate(const v1::ExtendEvaluationRequest& request, Violations& violations);
void Validate(const v1::CloseEvaluationRequest& request, Violations& violations);
void Validate(const v1::GetEvaluationRequest& request, Violations& violations);
void Validate(const v1::ListEvaluationsRequest& request, Violations& violations);
void Validate(const v1::AgreementReportRequest& request, Violations& violations);
void Validate(const v1::CreateDatasetVersionRequest& request, Violations& violations);
void Validate(const v1::GetDatasetVersionRequest& request, Violations& violations);
void Validate(const v1::ListDatasetVersionsRequest& request, Violations& violations);
void Validate(const v1::ExportDatasetVersionRequest& request, Violations& violations);
void Validate(const v1::DiffDatasetVersionsRequest& request, Violations& violations);
void Validate(const v1::TraceLineageRequest& request, Violations& violations);

// gate_requests.cc
void Validate(const v1::CreateReleaseRequest& request, Violations& violations);
void Validate(const v1::GetReleaseRequest& request, Violations& violations);
void Validate(const v1::ListReleasesRequest& request, Violations& violations);
void Validate(const v1::SubmitEvaluationRequest& request, Violations& violations);
void Validate(const v1::EvaluateGatesRequest& request, Violations& violations);
void Validate(const v1::WaiveFindingRequest& request, Violations& violations);
void Validate(const v1::RecordRolloutRequest& request, Violations& violations);
void Validate(const v1::ExportReleaseRequest& request, Violations& violations);

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_VALIDATION_REQUESTS_H_
