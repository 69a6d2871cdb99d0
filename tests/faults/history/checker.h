// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The history checker (storage.md E6): puts the mutations of a history into the order of their
// positions, replays them through NaiveModel, and says where an answer does not follow.
#ifndef WINNOW_TESTS_FAULTS_HISTORY_CHECKER_H_
#define WINNOW_TESTS_FAULTS_HISTORY_CHECKER_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "tests/faults/history/history.h"

namespace winnow::testing {

struct Verdict {
  std::vector<std::string> findings;  // empty: the history is one that a right server can have
  uint64_t checked = 0;               // answers
  uint64_t lost = 0;                  // sendings whose answer never came
  uint64_t repeated = 0;              // requests that were sent again after an answer
  uint64_t refused = 0;
  uint64_t double_leases = 0;
  std::set<std::string> labeled;  // candidates that have their label at the end
};

// `history` needs all sendings of every client, and the last one of each request definite. A
// request whose sendings were lost before one was answered had its effect at one of them: which
// one, later answers show; where none does, it makes no difference.
Verdict CheckHistory(const History& history);

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_FAULTS_HISTORY_CHECKER_H_
