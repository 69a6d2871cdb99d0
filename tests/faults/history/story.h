// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Story: what clients sent and received about one candidate, to be read with a finding.
#ifndef WINNOW_TESTS_FAULTS_HISTORY_STORY_H_
#define WINNOW_TESTS_FAULTS_HISTORY_STORY_H_

#include <string>

#include "tests/faults/history/history.h"

namespace winnow::testing {

// A line per call that names `candidate` or a batch that it was ever in, by their begin; empty when
// there is none.
std::string StoryOf(const std::string& candidate, const History& history);

// The first candidate that a finding names; empty when it names none.
std::string CandidateIn(const std::string& finding);

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_FAULTS_HISTORY_STORY_H_
