// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/policy_service.h"

#include "server/rpc/validation/requests.h"

namespace winnow::rpc {
namespace {

ops::RpcMethodName Named(const char* method) {
  return {v1::PolicyService::service_full_name(), method};
}

}  // namespace

PolicyService::PolicyService(CallEnvironment& environment)
    : create_queue_(environment, Named("CreateQueue"), &loop::Loop::queues,
                    &loop::Queues::CreateQueue),
      get_queue_(environment, Named("GetQueue"), &loop::Loop::queues, &loop::Queues::GetQueue),
      list_queues_(environment, Named("ListQueues"), &loop::Loop::queues,
                   &loop::Queues::ListQueues),
      update_queue_(environment, Named("UpdateQueue"), &loop::Loop::queues,
                    &loop::Queues::UpdateQueue),
      update_slice_(environment, Named("UpdateSlice"), &loop::Loop::queues,
                    &loop::Queues::UpdateSlice),
      list_slices_(environment, Named("ListSlices"), &loop::Loop::queues,
                   &loop::Queues::ListSlices),
      register_source_(environment, Named("RegisterSource"), &loop::Loop::registries,
                       &loop::Registries::RegisterSource),
      list_sources_(environment, Named("ListSources"), &loop::Loop::registries,
                    &loop::Registries::ListSources),
      register_consent_scope_(environment, Named("RegisterConsentScope"), &loop::Loop::registries,
                              &loop::Registries::RegisterConsentScope),
      list_consent_scopes_(environment, Named("ListConsentScopes"), &loop::Loop::registries,
                           &loop::Registries::ListConsentScopes),
      create_policy_revision_(environment, Named("CreatePolicyRevision"), &loop::Loop::policies,
                              &loop::Policies::CreatePolicyRevision),
      get_policy_revision_(environment, Named("GetPolicyRevision"), &loop::Loop::policies,
                           &loop::Policies::GetPolicyRevision),
      list_policy_revisions_(environment, Named("ListPolicyRevisions"), &loop::Loop::policies,
                             &loop::Policies::ListPolicyRevisions),
      activate_policy_revision_(environment, Named("ActivatePolicyRevision"), &loop::Loop::policies,
                                &loop::Policies::ActivatePolicyRevision),
      approve_policy_revision_(environment, Named("ApprovePolicyRevision"), &loop::Loop::policies,
                               &loop::Policies::ApprovePolicyRevision),
      simulate_policy_(environment, Named("SimulatePolicy"), &loop::Loop::simulations,
                       &loop::Simulations::SimulatePolicy),
      create_rubric_revision_(environment, Named("CreateRubricRevision"), &loop::Loop::rubrics,
                              &loop::Rubrics::CreateRubricRevision),
      get_rubric_revision_(environment, Named("GetRubricRevision"), &loop::Loop::rubrics,
                           &loop::Rubrics::GetRubricRevision),
      list_rubric_revisions_(environment, Named("ListRubricRevisions"), &loop::Loop::rubrics,
                             &loop::Rubrics::ListRubricRevisions),
      set_control_item_(environment, Named("SetControlItem"), &loop::Loop::control_items,
                        &loop::ControlItems::SetControlItem),
      list_control_items_(environment, Named("ListControlItems"), &loop::Loop::control_items,
                          &loop::ControlItems::ListControlItems) {}

}  // namespace winnow::rpc
