// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Registries: sources and consent scopes. What is not registered is denied (governance.md G2).
#ifndef WINNOW_SERVER_LOOP_REGISTRIES_H_
#define WINNOW_SERVER_LOOP_REGISTRIES_H_

#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "winnow/v1/policy_service.pb.h"

namespace winnow::loop {

// Thread-safe.
class Registries {
 public:
  explicit Registries(Environment& environment) : environment_(environment) {}

  void RegisterSource(const Caller& caller, const v1::RegisterSourceRequest& request,
                      Done<v1::RegisterSourceResponse> done);
  void ListSources(const Caller& caller, const v1::ListSourcesRequest& request,
                   Done<v1::ListSourcesResponse> done);
  void RegisterConsentScope(const Caller& caller, const v1::RegisterConsentScopeRequest& request,
                            Done<v1::RegisterConsentScopeResponse> done);
  void ListConsentScopes(const Caller& caller, const v1::ListConsentScopesRequest& request,
                         Done<v1::ListConsentScopesResponse> done);

 private:
  Environment& environment_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_REGISTRIES_H_
