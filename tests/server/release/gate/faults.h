// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_SERVER_RELEASE_GATE_FAULTS_H_
#define WINNOW_TESTS_SERVER_RELEASE_GATE_FAULTS_H_

#include <functional>
#include <string>
#include <vector>

#include "server/release/gate/gate_facts.h"

namespace winnow::release {

// Something that is wrong with facts, and the one finding that it leads to.
struct Fault {
  v1::FindingKind kind;
  std::string subject;
  std::function<void(GateFacts&)> plant;
};

// At least one for every kind of finding. Each is independent of the others: several of them
// planted lead to the findings of all of them.
const std::vector<Fault>& Faults();

}  // namespace winnow::release

#endif  // WINNOW_TESTS_SERVER_RELEASE_GATE_FAULTS_H_
