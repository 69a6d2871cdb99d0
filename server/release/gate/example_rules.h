// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Rules about single examples, members of data sets and items of the evaluation: may they be used
// for this at all? None of these findings is ever waived. One finding per data set version or
// evaluation, with the number of the examples and the first of them.
#ifndef WINNOW_SERVER_RELEASE_GATE_EXAMPLE_RULES_H_
#define WINNOW_SERVER_RELEASE_GATE_EXAMPLE_RULES_H_

#include "server/release/gate/finding.h"
#include "server/release/gate/gate_facts.h"

namespace winnow::release {

void FindUnknownSource(const GateFacts& facts, Findings& findings);
void FindMissingConsent(const GateFacts& facts, Findings& findings);
void FindRevokedConsent(const GateFacts& facts, Findings& findings);
void FindExpiredRetention(const GateFacts& facts, Findings& findings);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_GATE_EXAMPLE_RULES_H_
