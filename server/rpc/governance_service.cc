// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/governance_service.h"

#include "server/rpc/validation/requests.h"

namespace winnow::rpc {
namespace {

ops::RpcMethodName Named(const char* method, const char* type = "unary") {
  return {v1::GovernanceService::service_full_name(), method, type};
}

}  // namespace

GovernanceService::GovernanceService(CallEnvironment& environment)
    : queue_status_(environment, Named("QueueStatus"), &loop::Loop::queue_health,
                    &loop::QueueHealth::QueueStatus),
      list_audit_events_(environment, Named("ListAuditEvents"), &loop::Loop::audit_log,
                         &loop::AuditLog::ListAuditEvents),
      get_checkpoint_(environment, Named("GetCheckpoint"), &loop::Loop::audit_log,
                      &loop::AuditLog::GetCheckpoint),
      get_inclusion_proof_(environment, Named("GetInclusionProof"), &loop::Loop::audit_log,
                           &loop::AuditLog::GetInclusionProof),
      get_consistency_proof_(environment, Named("GetConsistencyProof"), &loop::Loop::audit_log,
                             &loop::AuditLog::GetConsistencyProof),
      export_audit_(environment, Named("ExportAudit", "server_stream"), &loop::Loop::audit_log,
                    &loop::AuditLog::ExportAudit),
      erase_subject_(environment, Named("EraseSubject"), &loop::Loop::erasures,
                     &loop::Erasures::EraseSubject),
      retire_candidates_(environment, Named("RetireCandidates"), &loop::Loop::retirement,
                         &loop::Retirement::RetireCandidates),
      run_retention_(environment, Named("RunRetention"), &loop::Loop::retention,
                     &loop::Retention::RunRetention),
      revoke_consent_(environment, Named("RevokeConsent"), &loop::Loop::consent,
                      &loop::Consent::RevokeConsent) {}

}  // namespace winnow::rpc
