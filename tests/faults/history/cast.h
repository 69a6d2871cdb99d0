// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What experiments on a Stage have in common: players under load, and the verdict on what they saw.
#ifndef WINNOW_TESTS_FAULTS_HISTORY_CAST_H_
#define WINNOW_TESTS_FAULTS_HISTORY_CAST_H_

#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/faults/history/stage.h"
#include "tests/testing/figures.h"

namespace winnow::testing {

// Creates the queue, with candidates that are there before the first player comes.
void SeedQueue(Stage& stage);

// Players in threads of their own, until the stage ends: at the latest when this goes.
class Cast {
 public:
  Cast(Stage& stage, std::mt19937& random);
  ~Cast();
  Cast(const Cast&) = delete;
  Cast& operator=(const Cast&) = delete;

 private:
  Stage& stage_;
  std::vector<std::thread> players_;
};

// Checks the whole history, its end included: what the server holds then. Publishes what was
// counted, with `figures`, as `experiment`.
void ExpectRightHistory(Stage& stage, const std::string& experiment, testing::Figures figures);

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_FAULTS_HISTORY_CAST_H_
