// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/governance_service.h"

#include "server/rpc/validation/requests.h"

namespace winnow::rpc {
namespace {

ops::RpcMethodName Named(const char* method) {
  return {v1::GovernanceService::service_full_name(), method};
}

}  // namespace

GovernanceService::GovernanceService(CallEnvironment& environment)
    : queue_status_(environment, Named("QueueStatus"), &loop::Loop::queue_health,
                    &loop::QueueHealth::QueueStatus),
      erase_subject_(environment, Named("EraseSubject"), &loop::Loop::erasures,
                     &loop::Erasures::EraseSubject),
      retire_candidates_(environment, Named("RetireCandidates"), &loop::Loop::retirement,
                         &loop::Retirement::RetireCandidates),
      run_retention_(environment, Named("RunRetention"), &loop::Loop::retention,
                     &loop::Retention::RunRetention) {}

}  // namespace winnow::rpc
