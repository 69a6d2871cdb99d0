// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_TESTING_FIGURES_H_
#define WINNOW_TESTS_TESTING_FIGURES_H_

#include <map>
#include <string>

namespace winnow::testing {

using Figures = std::map<std::string, double>;

// Records what an experiment counted as properties of the running test, and as `experiment`.json in
// the folder that WINNOW_RESULTS_DIR names, if it does.
void Publish(const std::string& experiment, const Figures& figures);

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_TESTING_FIGURES_H_
