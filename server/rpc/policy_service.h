// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// PolicyService: for policy owners: queues, slices, registries and review policies.
#ifndef WINNOW_SERVER_RPC_POLICY_SERVICE_H_
#define WINNOW_SERVER_RPC_POLICY_SERVICE_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "server/rpc/call_environment.h"
#include "server/rpc/raw_methods.h"
#include "server/rpc/unary.h"
#include "winnow/v1/policy_service.grpc.pb.h"

namespace winnow::rpc {

// Thread-safe.
class PolicyService final
    : public RawMethods<v1::PolicyService::Service,
                        v1::PolicyService::WithRawCallbackMethod_CreateQueue,
                        v1::PolicyService::WithRawCallbackMethod_GetQueue,
                        v1::PolicyService::WithRawCallbackMethod_ListQueues,
                        v1::PolicyService::WithRawCallbackMethod_UpdateQueue,
                        v1::PolicyService::WithRawCallbackMethod_UpdateSlice,
                        v1::PolicyService::WithRawCallbackMethod_ListSlices,
                        v1::PolicyService::WithRawCallbackMethod_RegisterSource,
                        v1::PolicyService::WithRawCallbackMethod_ListSources,
                        v1::PolicyService::WithRawCallbackMethod_RegisterConsentScope,
                        v1::PolicyService::WithRawCallbackMethod_ListConsentScopes,
                        v1::PolicyService::WithRawCallbackMethod_CreatePolicyRevision,
                        v1::PolicyService::WithRawCallbackMethod_GetPolicyRevision,
                        v1::PolicyService::WithRawCallbackMethod_ListPolicyRevisions,
                        v1::PolicyService::WithRawCallbackMethod_ActivatePolicyRevision,
                        v1::PolicyService::WithRawCallbackMethod_ApprovePolicyRevision,
                        v1::PolicyService::WithRawCallbackMethod_SimulatePolicy,
                        v1::PolicyService::WithRawCallbackMethod_CreateRubricRevision,
                        v1::PolicyService::WithRawCallbackMethod_GetRubricRevision,
                        v1::PolicyService::WithRawCallbackMethod_ListRubricRevisions,
                        v1::PolicyService::WithRawCallbackMethod_SetControlItem,
                        v1::PolicyService::WithRawCallbackMethod_ListControlItems> {
  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;

 public:
  explicit PolicyService(CallEnvironment& environment);

  grpc::ServerUnaryReactor* CreateQueue(Context* context, const Bytes* request,
                                        Bytes* response) override {
    return create_queue_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* GetQueue(Context* context, const Bytes* request,
                                     Bytes* response) override {
    return get_queue_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* ListQueues(Context* context, const Bytes* request,
                                       Bytes* response) override {
    return list_queues_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* UpdateQueue(Context* context, const Bytes* request,
                                        Bytes* response) override {
    return update_queue_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* UpdateSlice(Context* context, const Bytes* request,
                                        Bytes* response) override {
    return update_slice_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* ListSlices(Context* context, const Bytes* request,
                                       Bytes* response) override {
    return list_slices_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* RegisterSource(Context* context, const Bytes* request,
                                           Bytes* response) override {
    return register_source_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* ListSources(Context* context, const Bytes* request,
                                        Bytes* response) override {
    return list_sources_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* RegisterConsentScope(Context* context, const Bytes* request,
                                                 Bytes* response) override {
    return register_consent_scope_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* ListConsentScopes(Context* context, const Bytes* request,
                                              Bytes* response) override {
    return list_consent_scopes_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* CreatePolicyRevision(Context* context, const Bytes* request,
                                                 Bytes* response) override {
    return create_policy_revision_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* GetPolicyRevision(Context* context, const Bytes* request,
                                              Bytes* response) override {
    return get_policy_revision_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* ListPolicyRevisions(Context* context, const Bytes* request,
                                                Bytes* response) override {
    return list_policy_revisions_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* ActivatePolicyRevision(Context* context, const Bytes* request,
                                                   Bytes* response) override {
    return activate_policy_revision_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* ApprovePolicyRevision(Context* context, const Bytes* request,
                                                  Bytes* response) override {
    return approve_policy_revision_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* SimulatePolicy(Context* context, const Bytes* request,
                                           Bytes* response) override {
    return simulate_policy_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* CreateRubricRevision(Context* context, const Bytes* request,
                                                 Bytes* response) override {
    return create_rubric_revision_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* GetRubricRevision(Context* context, const Bytes* request,
                                              Bytes* response) override {
    return get_rubric_revision_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* ListRubricRevisions(Context* context, const Bytes* request,
                                                Bytes* response) override {
    return list_rubric_revisions_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* SetControlItem(Context* context, const Bytes* request,
                                           Bytes* response) override {
    return set_control_item_.Start({context, request, response});
  }
  grpc::ServerUnaryReactor* ListControlItems(Context* context, const Bytes* request,
                                             Bytes* response) override {
    return list_control_items_.Start({context, request, response});
  }

 private:
  const UnaryMethod<v1::CreateQueueRequest, v1::CreateQueueResponse> create_queue_;
  const UnaryMethod<v1::GetQueueRequest, v1::GetQueueResponse> get_queue_;
  const UnaryMethod<v1::ListQueuesRequest, v1::ListQueuesResponse> list_queues_;
  const UnaryMethod<v1::UpdateQueueRequest, v1::UpdateQueueResponse> update_queue_;
  const UnaryMethod<v1::UpdateSliceRequest, v1::UpdateSliceResponse> update_slice_;
  const UnaryMethod<v1::ListSlicesRequest, v1::ListSlicesResponse> list_slices_;
  const UnaryMethod<v1::RegisterSourceRequest, v1::RegisterSourceResponse> register_source_;
  const UnaryMethod<v1::ListSourcesRequest, v1::ListSourcesResponse> list_sources_;
  const UnaryMethod<v1::RegisterConsentScopeRequest, v1::RegisterConsentScopeResponse>
      register_consent_scope_;
  const UnaryMethod<v1::ListConsentScopesRequest, v1::ListConsentScopesResponse>
      list_consent_scopes_;
  const UnaryMethod<v1::CreatePolicyRevisionRequest, v1::CreatePolicyRevisionResponse>
      create_policy_revision_;
  const UnaryMethod<v1::GetPolicyRevisionRequest, v1::GetPolicyRevisionResponse>
      get_policy_revision_;
  const UnaryMethod<v1::ListPolicyRevisionsRequest, v1::ListPolicyRevisionsResponse>
      list_policy_revisions_;
  const UnaryMethod<v1::ActivatePolicyRevisionRequest, v1::ActivatePolicyRevisionResponse>
      activate_policy_revision_;
  const UnaryMethod<v1::ApprovePolicyRevisionRequest, v1::ApprovePolicyRevisionResponse>
      approve_policy_revision_;
  const UnaryMethod<v1::SimulatePolicyRequest, v1::SimulatePolicyResponse> simulate_policy_;
  const UnaryMethod<v1::CreateRubricRevisionRequest, v1::CreateRubricRevisionResponse>
      create_rubric_revision_;
  const UnaryMethod<v1::GetRubricRevisionRequest, v1::GetRubricRevisionResponse>
      get_rubric_revision_;
  const UnaryMethod<v1::ListRubricRevisionsRequest, v1::ListRubricRevisionsResponse>
      list_rubric_revisions_;
  const UnaryMethod<v1::SetControlItemRequest, v1::SetControlItemResponse> set_control_item_;
  const UnaryMethod<v1::ListControlItemsRequest, v1::ListControlItemsResponse> list_control_items_;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_POLICY_SERVICE_H_
