// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_TESTING_APPROVE_POLICY_H_
#define WINNOW_TESTS_TESTING_APPROVE_POLICY_H_

#include <grpcpp/client_context.h>

#include <string>

#include "winnow/v1/policy_service.grpc.pb.h"

namespace winnow::testing {

// Lets the call be one of an identity that has a token (identities.h), whoever's the connection is.
void CallAs(const std::string& identity, grpc::ClientContext& context);

// Lets the four owners of policies approve `policies/{policy}@{revision}`, each with its own token.
// Throws std::runtime_error with the status of the first call that fails.
void ApprovePolicy(v1::PolicyService::Stub& stub, const std::string& policy);

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_TESTING_APPROVE_POLICY_H_
