// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_FAULTS_FIGURES_H_
#define WINNOW_TESTS_FAULTS_FIGURES_H_

#include <cstdint>
#include <map>
#include <string>

namespace winnow::faults {

using Figures = std::map<std::string, int64_t>;

// Records what an experiment counted as properties of the running test, and as `experiment`.json in
// the folder that WINNOW_RESULTS_DIR names, if it does.
void Publish(const std::string& experiment, const Figures& figures);

// How many random trials an experiment makes: `usual`, or what WINNOW_FAULT_TRIALS says.
int Trials(int usual);

// An experiment that fails every step fails every n-th: 1, or what WINNOW_FAULT_STRIDE says. Builds
// with sanitizers take longer strides.
uint64_t Stride();

}  // namespace winnow::faults

#endif  // WINNOW_TESTS_FAULTS_FIGURES_H_
