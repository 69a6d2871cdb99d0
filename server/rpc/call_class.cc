// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/call_class.h"

#include <algorithm>
#include <iterator>

namespace winnow::rpc {
namespace {

struct ClassOfMethod {
  absl::string_view path;
  CallClass call_class;
};

constexpr ClassOfMethod kMethods[] = {
    {"winnow.v1.IngestService/IngestCandidates", CallClass::kIngest},
    {"winnow.v1.IngestService/PushSignals", CallClass::kIngest},
    {"winnow.v1.IngestService/BatchUpsertCandidates", CallClass::kIngest},
    {"winnow.v1.IngestService/BatchPushSignals", CallClass::kIngest},
    {"winnow.v1.IngestService/GetCandidate", CallClass::kIngest},
    {"winnow.v1.IngestService/ListCandidates", CallClass::kScans},
    {"winnow.v1.IngestService/GetIngestOffset", CallClass::kIngest},

    {"winnow.v1.ReviewService/RequestBatch", CallClass::kLeases},
    {"winnow.v1.ReviewService/RenewLease", CallClass::kLeases},
    {"winnow.v1.ReviewService/SubmitLabels", CallClass::kLeases},
    {"winnow.v1.ReviewService/ReturnItems", CallClass::kLeases},
    {"winnow.v1.ReviewService/CompleteBatch", CallClass::kLeases},
    {"winnow.v1.ReviewService/CancelBatch", CallClass::kLeases},
    {"winnow.v1.ReviewService/RequeueItems", CallClass::kLeases},
    {"winnow.v1.ReviewService/GetBatch", CallClass::kLeases},
    {"winnow.v1.ReviewService/ListBatches", CallClass::kScans},
    {"winnow.v1.ReviewService/ExportBatch", CallClass::kExports},
    {"winnow.v1.ReviewService/ExportFrame", CallClass::kExports},
    {"winnow.v1.ReviewService/VerifyBatch", CallClass::kScans},
    {"winnow.v1.ReviewService/ExplainCandidate", CallClass::kScans},
    {"winnow.v1.ReviewService/ListLabels", CallClass::kScans},
    {"winnow.v1.ReviewService/ListAdjudications", CallClass::kScans},
    {"winnow.v1.ReviewService/Adjudicate", CallClass::kLeases},

    {"winnow.v1.PolicyService/CreateQueue", CallClass::kAdmin},
    {"winnow.v1.PolicyService/GetQueue", CallClass::kAdmin},
    {"winnow.v1.PolicyService/ListQueues", CallClass::kScans},
    {"winnow.v1.PolicyService/UpdateQueue", CallClass::kAdmin},
    {"winnow.v1.PolicyService/UpdateSlice", CallClass::kAdmin},
    {"winnow.v1.PolicyService/ListSlices", CallClass::kScans},
    {"winnow.v1.PolicyService/RegisterSource", CallClass::kAdmin},
    {"winnow.v1.PolicyService/ListSources", CallClass::kScans},
    {"winnow.v1.PolicyService/RegisterConsentScope", CallClass::kAdmin},
    {"winnow.v1.PolicyService/ListConsentScopes", CallClass::kScans},
    {"winnow.v1.PolicyService/CreatePolicyRevision", CallClass::kAdmin},
    {"winnow.v1.PolicyService/GetPolicyRevision", CallClass::kAdmin},
    {"winnow.v1.PolicyService/ListPolicyRevisions", CallClass::kScans},
    {"winnow.v1.PolicyService/ActivatePolicyRevision", CallClass::kAdmin},
    {"winnow.v1.PolicyService/ApprovePolicyRevision", CallClass::kAdmin},
    {"winnow.v1.PolicyService/SimulatePolicy", CallClass::kScans},
    {"winnow.v1.PolicyService/CreateRubricRevision", CallClass::kAdmin},
    {"winnow.v1.PolicyService/GetRubricRevision", CallClass::kAdmin},
    {"winnow.v1.PolicyService/ListRubricRevisions", CallClass::kScans},
    {"winnow.v1.PolicyService/SetControlItem", CallClass::kAdmin},
    {"winnow.v1.PolicyService/ListControlItems", CallClass::kScans},

    {"winnow.v1.ReleaseService/CreateEvaluation", CallClass::kLeases},
    {"winnow.v1.ReleaseService/ExtendEvaluation", CallClass::kLeases},
    {"winnow.v1.ReleaseService/CloseEvaluation", CallClass::kLeases},
    {"winnow.v1.ReleaseService/GetEvaluation", CallClass::kLeases},
    {"winnow.v1.ReleaseService/ListEvaluations", CallClass::kScans},
    {"winnow.v1.ReleaseService/AgreementReport", CallClass::kScans},
    {"winnow.v1.ReleaseService/CreateDatasetVersion", CallClass::kLeases},
    {"winnow.v1.ReleaseService/GetDatasetVersion", CallClass::kScans},
    {"winnow.v1.ReleaseService/ListDatasetVersions", CallClass::kScans},
    {"winnow.v1.ReleaseService/ExportDatasetVersion", CallClass::kExports},
    {"winnow.v1.ReleaseService/DiffDatasetVersions", CallClass::kExports},
    {"winnow.v1.ReleaseService/CreateRelease", CallClass::kLeases},
    {"winnow.v1.ReleaseService/GetRelease", CallClass::kLeases},
    {"winnow.v1.ReleaseService/ListReleases", CallClass::kScans},
    {"winnow.v1.ReleaseService/SubmitEvaluation", CallClass::kLeases},
    {"winnow.v1.ReleaseService/EvaluateGates", CallClass::kLeases},
    {"winnow.v1.ReleaseService/WaiveFinding", CallClass::kAdmin},
    {"winnow.v1.ReleaseService/RecordRollout", CallClass::kAdmin},
    {"winnow.v1.ReleaseService/TraceLineage", CallClass::kScans},
    {"winnow.v1.ReleaseService/ExportRelease", CallClass::kExports},

    {"winnow.v1.GovernanceService/QueueStatus", CallClass::kAdmin},
    {"winnow.v1.GovernanceService/RevokeConsent", CallClass::kAdmin},
    {"winnow.v1.GovernanceService/EraseSubject", CallClass::kAdmin},
    {"winnow.v1.GovernanceService/RetireCandidates", CallClass::kAdmin},
    {"winnow.v1.GovernanceService/RunRetention", CallClass::kAdmin},
    {"winnow.v1.GovernanceService/ListAuditEvents", CallClass::kScans},
    {"winnow.v1.GovernanceService/GetCheckpoint", CallClass::kScans},
    {"winnow.v1.GovernanceService/GetInclusionProof", CallClass::kScans},
    {"winnow.v1.GovernanceService/GetConsistencyProof", CallClass::kScans},
    {"winnow.v1.GovernanceService/ExportAudit", CallClass::kExports},
};

}  // namespace

absl::string_view CallClassName(CallClass call_class) {
  constexpr absl::string_view kNames[] = {"admin", "leases", "ingest", "scans", "exports"};
  static_assert(std::size(kNames) == kCallClasses);
  return kNames[static_cast<size_t>(call_class)];
}

std::optional<CallClass> ClassOf(absl::string_view method_path) {
  const auto* found = std::ranges::find(kMethods, method_path, &ClassOfMethod::path);
  if (found == std::end(kMethods)) return std::nullopt;
  return found->call_class;
}

}  // namespace winnow::rpc
