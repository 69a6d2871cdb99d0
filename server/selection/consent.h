// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What a consent scope allows (governance.md G2): default deny.
#ifndef WINNOW_SERVER_SELECTION_CONSENT_H_
#define WINNOW_SERVER_SELECTION_CONSENT_H_

#include <cstdint>
#include <limits>
#include <string>

#include "winnow/v1/consent_scope.pb.h"

namespace winnow::selection {

// A registered consent scope in the form that is checked once per candidate.
struct ConsentScopeFacts {
  std::string id;
  bool allows_training = false;
  bool allows_evaluation = false;
  // Microseconds since the Unix epoch; from then on the scope allows nothing.
  int64_t expire_us = std::numeric_limits<int64_t>::max();

  bool operator==(const ConsentScopeFacts&) const = default;
};

// The facts of a scope under its id. An expiry beyond the range of microseconds is the end of it.
ConsentScopeFacts ConsentScopeFactsOf(std::string id, const v1::ConsentScope& scope);

// True if the scope is registered (not null), has not expired and names the purpose.
bool ConsentAllows(const ConsentScopeFacts* scope, v1::Purpose purpose, int64_t now_us);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_CONSENT_H_
