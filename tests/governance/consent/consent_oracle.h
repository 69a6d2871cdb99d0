// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ConsentOracle: what governance.md G2 allows, said as plainly as it can be: everything in maps,
// nothing remembered but what was told, nothing shared with the server.
#ifndef WINNOW_TESTS_GOVERNANCE_CONSENT_CONSENT_ORACLE_H_
#define WINNOW_TESTS_GOVERNANCE_CONSENT_CONSENT_ORACLE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "winnow/v1/consent_scope.pb.h"

namespace winnow::testing {

// Times are microseconds. Candidates, scopes and subjects go by their names.
class ConsentOracle {
 public:
  struct Scope {
    std::set<v1::Purpose> purposes;
    std::optional<int64_t> expire_us;
  };
  struct Candidate {
    std::string scope;
    std::string subject;
    int64_t retain_until_us = 0;
  };
  // What somebody wants a candidate for.
  struct Use {
    v1::Purpose purpose = v1::PURPOSE_UNSPECIFIED;
    // For how long from now on its retention has to last.
    int64_t needs_us = 0;
    // The scopes that the policy accepts; empty accepts all.
    std::set<std::string> accepted = {};
  };

  explicit ConsentOracle(int64_t now_us) : wall_us_(now_us), expected_us_(now_us) {}

  void Register(const std::string& scope, Scope facts) { scopes_.emplace(scope, std::move(facts)); }
  void Put(const std::string& id, Candidate candidate) { candidates_[id] = std::move(candidate); }
  void RevokeScope(const std::string& scope) { revoked_scopes_.insert(scope); }
  void RevokeSubject(const std::string& subject) { revoked_subjects_.insert(subject); }

  // Time passes.
  void Pass(int64_t us);
  // Somebody sets the time of day.
  void Jump(int64_t us);
  // The server starts again at this moment.
  void Restart();
  // By how much the time of day is ahead of what it should be.
  int64_t ahead_us() const { return wall_us_ - expected_us_; }

  // Why the candidate must not be used so now; empty when it may.
  std::string Forbids(const std::string& id, const Use& use) const;

 private:
  bool in_doubt() const;
  void Settle();
  // A time of day that jumped is trusted again after a day; until then the later of what it says
  // and what it should say counts.
  int64_t now_us() const { return in_doubt() ? std::max(wall_us_, expected_us_) : wall_us_; }

  std::map<std::string, Scope> scopes_;
  std::map<std::string, Candidate> candidates_;
  std::set<std::string> revoked_scopes_;
  std::set<std::string> revoked_subjects_;
  int64_t wall_us_;
  int64_t expected_us_;          // the time of day had nobody set it since it was trusted
  int64_t since_jump_us_ = 0;    // that passed
  int64_t before_doubt_us_ = 0;  // expected time when the doubt began: what a start knows of it
};

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_GOVERNANCE_CONSENT_CONSENT_ORACLE_H_
