// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_SERVER_RELEASE_DECISION_CENSUS_H_
#define WINNOW_TESTS_SERVER_RELEASE_DECISION_CENSUS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "server/release/decision/release_decision.h"
#include "tests/server/release/evaluation_bed.h"
#include "tests/server/release/real_release.h"

namespace winnow::release {

// A real release of which every utterance is labelled (pi = 1): nothing is left to chance but which
// speakers came.
class Census {
 public:
  explicit Census(RealPool pool);

  // Over one slice, over those below a folder such as "afrispeech200/", or over all (""). Aborts if
  // there are none.
  ChangeEstimate Of(const std::string& domain) const;

  // Names of the slices of a domain that have so many rows or more.
  std::vector<std::string> Slices(const std::string& domain, uint64_t least_rows) const;

 private:
  RealPool pool_;
  Evaluation labelled_;
};

// A rule of a release: what it compares and how much worse it may be.
struct Rule {
  std::string name;
  ChangeEstimate estimate;
  double budget = 0;
};

// A decision by the names of its rules.
class NamedDecision {
 public:
  // Decides and prints.
  explicit NamedDecision(const std::vector<Rule>& rules);

  Verdict verdict() const { return decision_.verdict; }
  const Finding& Of(const std::string& name) const;
  std::vector<std::string> Named(Verdict verdict) const;

 private:
  std::vector<std::string> names_;
  ReleaseDecision decision_;
};

}  // namespace winnow::release

#endif  // WINNOW_TESTS_SERVER_RELEASE_DECISION_CENSUS_H_
