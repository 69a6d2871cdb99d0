// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The four owners who approve the policies of tests (governance.md G1).
#ifndef WINNOW_TESTS_TESTING_POLICY_OWNERS_H_
#define WINNOW_TESTS_TESTING_POLICY_OWNERS_H_

#include "winnow/v1/role.pb.h"

namespace winnow::testing {

// An owner and its identity, as tests/data/access.yaml has them.
struct PolicyOwner {
  v1::Role role;
  const char* identity;
};

inline constexpr PolicyOwner kPolicyOwners[] = {{v1::ROLE_POLICY_DATA, "data-owner"},
                                                {v1::ROLE_POLICY_LEGAL, "legal-owner"},
                                                {v1::ROLE_POLICY_PRODUCT, "product-owner"},
                                                {v1::ROLE_POLICY_ML, "ml-owner"}};

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_TESTING_POLICY_OWNERS_H_
