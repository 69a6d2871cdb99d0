// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_REPORT_RELEASE_TESTS_H_
#define WINNOW_SERVER_RELEASE_REPORT_RELEASE_TESTS_H_

#include <string>
#include <vector>

#include "server/release/report/finding_index.h"
#include "winnow/v1/release.pb.h"

namespace winnow::release {

// Formats that know of tests alone see a verdict as these. Warned: undecided, or waived.
enum class TestResult { kPassed, kWarned, kFailed };

struct ReleaseTest {
  std::string name;  // each once
  std::string type;  // the name's first part
  TestResult result = TestResult::kPassed;
  std::string expected;  // may be empty
  std::string actual;
};

// PASS passes, BLOCK fails, and what is neither is a warning.
TestResult ResultOf(v1::Verdict verdict);

// What a gate looked at, in the order of the verdict:
// - `comparison/{measure}` of all slices, `comparison/{measure}/{slice}`,
// `rate_guardrail/{measure}`;
// - `number_guardrail/{name}`;
// - `rule/{kind of finding}` of each kind. Those that the above are about, and those about rollouts
//   before there were such, are there with their findings only.
// A rule is failed by a finding that blocks, and warned by one that is waived or undecided.
std::vector<ReleaseTest> TestsOf(const v1::Release& release, const v1::ReleaseVerdict& verdict);

// What a finding makes of a test: the worst of several.
TestResult ResultOf(const std::vector<const v1::Finding*>& findings);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_RELEASE_TESTS_H_
