// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_FAULTS_TRIALS_H_
#define WINNOW_TESTS_FAULTS_TRIALS_H_

#include <cstdint>

namespace winnow::faults {

// How many random trials an experiment makes: `usual`, or what WINNOW_FAULT_TRIALS says.
int Trials(int usual);

// An experiment that fails every step fails every n-th: 1, or what WINNOW_FAULT_STRIDE says. Builds
// with sanitizers take longer strides.
uint64_t Stride();

}  // namespace winnow::faults

#endif  // WINNOW_TESTS_FAULTS_TRIALS_H_
