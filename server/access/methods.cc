// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/access/methods.h"

#include <algorithm>

namespace winnow::access {
namespace {

using enum Reach;

constexpr RoleSet kProducer = {v1::ROLE_PRODUCER};
constexpr RoleSet kLabeler = {v1::ROLE_LABELER};
constexpr RoleSet kReleases = {v1::ROLE_RELEASE_MANAGER};
constexpr RoleSet kPrivacy = {v1::ROLE_PRIVACY_OFFICER};
constexpr RoleSet kAuditor = {v1::ROLE_AUDITOR};
constexpr RoleSet kSre = {v1::ROLE_SRE};
constexpr RoleSet kAdmin = {v1::ROLE_ADMIN};

// Arms, scores and probabilities are for those who answer for a draw, never for those who label
// what it drew: a label must not lean on them.
constexpr RoleSet kEvidence = kPolicyOwners | kReleases | kAuditor;
// Rows of single candidates.
constexpr RoleSet kRows = kProducer | kPrivacy | kAuditor | kAdmin;
// Rules that draws follow, and what they are about.
constexpr RoleSet kRegistries =
    kProducer | kPolicyOwners | kReleases | kPrivacy | kAuditor | kSre | kAdmin;
// Outcomes are counted by pipelines.
constexpr RoleSet kOutcomes = kProducer | kReleases;
constexpr RoleSet kWaivers = kPolicyOwners | kReleases;
constexpr RoleSet kProofs = kAuditor | kPrivacy | kReleases | kPolicyOwners;

constexpr MethodRule kRules[] = {
    {"winnow.v1.IngestService/IngestCandidates", kProducer, kQueue, "queue"},
    {"winnow.v1.IngestService/PushSignals", kProducer, kQueue, "queue"},
    {"winnow.v1.IngestService/BatchUpsertCandidates", kProducer, kQueue, "queue"},
    {"winnow.v1.IngestService/BatchPushSignals", kProducer, kQueue, "queue"},
    {"winnow.v1.IngestService/GetCandidate", kRows, kQueue, "name"},
    {"winnow.v1.IngestService/ListCandidates", kRows, kQueue, "queue"},
    {"winnow.v1.IngestService/GetIngestOffset", kProducer, kQueue, "queue"},

    {"winnow.v1.ReviewService/RequestBatch", kLabeler, kQueue, "queue"},
    {"winnow.v1.ReviewService/RenewLease", kLabeler, kQueue, "batch"},
    {"winnow.v1.ReviewService/SubmitLabels", kLabeler, kQueue, "batch"},
    {"winnow.v1.ReviewService/ReturnItems", kLabeler, kQueue, "batch"},
    {"winnow.v1.ReviewService/CompleteBatch", kLabeler, kQueue, "batch"},
    {"winnow.v1.ReviewService/CancelBatch", kLabeler | kAdmin, kQueue, "batch"},
    {"winnow.v1.ReviewService/RequeueItems", kAdmin, kQueue, "queue"},
    {"winnow.v1.ReviewService/GetBatch", kEvidence, kQueue, "name"},
    {"winnow.v1.ReviewService/ListBatches", kEvidence | kLabeler | kSre | kAdmin, kQueue, "queue"},
    {"winnow.v1.ReviewService/ExportBatch", kEvidence, kQueue, "name"},
    {"winnow.v1.ReviewService/ExportFrame", kEvidence, kQueue, "queue"},
    {"winnow.v1.ReviewService/VerifyBatch", kEvidence, kQueue, "name"},
    {"winnow.v1.ReviewService/ExplainCandidate", kEvidence | kPrivacy, kQueue, "name"},

    // Who labeled what, and how: not for those who label.
    {"winnow.v1.ReviewService/ListLabels", kEvidence, kQueue, "queue"},
    {"winnow.v1.ReviewService/ListAdjudications", kEvidence | kAdmin, kQueue, "queue"},
    {"winnow.v1.ReviewService/Adjudicate", kPolicyOwners | kReleases, kQueue, "queue"},

    {"winnow.v1.PolicyService/CreateQueue", kAdmin, kQueue, "queue.name"},
    {"winnow.v1.PolicyService/GetQueue", kEveryRole, kQueue, "name"},
    {"winnow.v1.PolicyService/ListQueues", kEveryRole, kAnywhere},
    {"winnow.v1.PolicyService/UpdateQueue", kAdmin, kQueue, "queue.name"},
    {"winnow.v1.PolicyService/UpdateSlice", kAdmin, kQueue, "slice.name"},
    {"winnow.v1.PolicyService/ListSlices", kEveryRole, kQueue, "queue"},
    {"winnow.v1.PolicyService/RegisterSource", kAdmin, kEverywhere},
    {"winnow.v1.PolicyService/ListSources", kRegistries, kAnywhere},
    {"winnow.v1.PolicyService/RegisterConsentScope", kAdmin, kEverywhere},
    {"winnow.v1.PolicyService/ListConsentScopes", kRegistries, kAnywhere},
    {"winnow.v1.PolicyService/CreatePolicyRevision", kPolicyOwners | kAdmin, kAnywhere},
    {"winnow.v1.PolicyService/GetPolicyRevision", kRegistries, kAnywhere},
    {"winnow.v1.PolicyService/ListPolicyRevisions", kRegistries, kAnywhere},
    {"winnow.v1.PolicyService/ActivatePolicyRevision", kPolicyOwners | kAdmin, kQueue, "queue"},
    // An approved revision may be activated on any queue.
    {"winnow.v1.PolicyService/ApprovePolicyRevision", kPolicyOwners, kEverywhere},
    {"winnow.v1.PolicyService/SimulatePolicy", kPolicyOwners | kReleases | kAdmin, kQueue, "queue"},
    {"winnow.v1.PolicyService/CreateRubricRevision", kPolicyOwners | kAdmin, kAnywhere},
    // Labelers read what they are asked.
    {"winnow.v1.PolicyService/GetRubricRevision", kEveryRole, kAnywhere},
    {"winnow.v1.PolicyService/ListRubricRevisions", kEveryRole, kAnywhere},
    {"winnow.v1.PolicyService/SetControlItem", kPolicyOwners | kAdmin, kQueue, "queue"},
    // Who labels must not know which items are.
    {"winnow.v1.PolicyService/ListControlItems", kEvidence | kAdmin, kQueue, "queue"},

    {"winnow.v1.ReleaseService/CreateEvaluation", kReleases, kQueue, "queue"},
    {"winnow.v1.ReleaseService/ExtendEvaluation", kReleases, kQueue, "name"},
    {"winnow.v1.ReleaseService/CloseEvaluation", kReleases, kQueue, "name"},
    {"winnow.v1.ReleaseService/GetEvaluation", kEvidence, kQueue, "name"},
    {"winnow.v1.ReleaseService/ListEvaluations", kEvidence, kQueue, "queue"},
    {"winnow.v1.ReleaseService/AgreementReport", kEvidence, kQueue, "queue"},
    {"winnow.v1.ReleaseService/CreateDatasetVersion", kReleases, kQueue, "queue"},
    // Of the queues over which the caller holds one of these roles.
    {"winnow.v1.ReleaseService/GetDatasetVersion", kEvidence, kAnywhere},
    {"winnow.v1.ReleaseService/ListDatasetVersions", kEvidence, kQueue, "queue"},
    {"winnow.v1.ReleaseService/ExportDatasetVersion", kEvidence, kAnywhere},
    {"winnow.v1.ReleaseService/DiffDatasetVersions", kEvidence, kAnywhere},
    // Over the queue that the release was evaluated on: the loop asks for the role there.
    {"winnow.v1.ReleaseService/CreateRelease", kReleases, kAnywhere},
    {"winnow.v1.ReleaseService/GetRelease", kEvidence, kAnywhere},
    {"winnow.v1.ReleaseService/ListReleases", kEvidence, kQueue, "queue"},
    {"winnow.v1.ReleaseService/SubmitEvaluation", kOutcomes, kAnywhere},
    {"winnow.v1.ReleaseService/EvaluateGates", kReleases, kAnywhere},
    {"winnow.v1.ReleaseService/WaiveFinding", kWaivers, kAnywhere},
    {"winnow.v1.ReleaseService/RecordRollout", kReleases, kAnywhere},
    {"winnow.v1.ReleaseService/TraceLineage", kEvidence, kAnywhere},
    {"winnow.v1.ReleaseService/ExportRelease", kEvidence, kAnywhere},

    {"winnow.v1.GovernanceService/QueueStatus", kEveryRole, kQueue, "queue"},
    {"winnow.v1.GovernanceService/RevokeConsent", kPrivacy, kEverywhere},
    {"winnow.v1.GovernanceService/EraseSubject", kPrivacy, kEverywhere},
    {"winnow.v1.GovernanceService/RetireCandidates", kProducer | kPrivacy, kQueue, "queue"},
    {"winnow.v1.GovernanceService/RunRetention", kPrivacy, kQueue, "queue"},
    // Leaves of all queues of a shard; proofs hold only hashes.
    {"winnow.v1.GovernanceService/ListAuditEvents", kAuditor, kEverywhere},
    {"winnow.v1.GovernanceService/GetCheckpoint", kProofs, kAnywhere},
    {"winnow.v1.GovernanceService/GetInclusionProof", kProofs, kAnywhere},
    {"winnow.v1.GovernanceService/GetConsistencyProof", kProofs, kAnywhere},
    {"winnow.v1.GovernanceService/ExportAudit", kAuditor, kEverywhere},
};

}  // namespace

absl::Span<const MethodRule> MethodRules() { return kRules; }

const MethodRule* FindRule(absl::string_view method) {
  const auto* const found =
      std::find_if(std::begin(kRules), std::end(kRules),
                   [&](const MethodRule& rule) { return rule.method == method; });
  return found == std::end(kRules) ? nullptr : found;
}

bool MayCall(const MethodRule& rule, const Grants& grants) {
  const RoleSet held = rule.reach == kEverywhere ? grants.Everywhere() : grants.Anywhere();
  return !(held & rule.roles).empty();
}

bool MayCallOver(absl::string_view queue, const MethodRule& rule, const Grants& grants) {
  return rule.reach == kQueue ? grants.Over(queue, rule.roles) : MayCall(rule, grants);
}

bool MayCallWithoutQueue(const MethodRule& rule, const Grants& grants) {
  if (rule.reach != kQueue) return MayCall(rule, grants);
  return !(grants.Everywhere() & rule.roles).empty();
}

bool MayReadEvidence(absl::string_view queue, const Grants& grants) {
  return grants.Over(queue, kEvidence);
}

bool MayManageReleases(absl::string_view queue, const Grants& grants) {
  return grants.Over(queue, kReleases);
}

bool MaySubmitOutcomes(absl::string_view queue, const Grants& grants) {
  return grants.Over(queue, kOutcomes);
}

bool MayWaive(absl::string_view queue, const Grants& grants) {
  return grants.Over(queue, kWaivers);
}

bool MayReadRows(absl::string_view queue, const Grants& grants) {
  return grants.Over(queue, kRows | kEvidence | kLabeler);
}

bool MayKnowControlItems(absl::string_view queue, const Grants& grants) {
  return grants.Over(queue, kRows | kEvidence | kSre);
}

bool MaySee(absl::string_view queue, const Grants& grants) {
  return grants.Over(queue, kEveryRole);
}

}  // namespace winnow::access
