// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Sends what a history asks over gRPC, and records what comes back.
#ifndef WINNOW_TESTS_FAULTS_HISTORY_WIRE_H_
#define WINNOW_TESTS_FAULTS_HISTORY_WIRE_H_

#include "tests/e2e/desk.h"
#include "tests/faults/history/history.h"

namespace winnow::testing {

// Seconds of the steady clock.
double SteadySeconds();

// One sending of `asked`, with its times. An answer that says no more than that the server or its
// outcome is out of reach counts as lost.
Call SendOnce(Desk& desk, const Asked& asked);

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_FAULTS_HISTORY_WIRE_H_
