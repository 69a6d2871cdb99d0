// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The checker finds what is wrong in histories that are written by hand, and nothing in right ones.
#include "tests/faults/history/checker.h"

#include <gtest/gtest.h>

namespace winnow::testing {
namespace {

// Histories of one server whose calls follow each other, a second each.
class HandWritten {
 public:
  HandWritten() {
    history_.lives = {{0, 1e18}};
    Add({.verb = Verb::kIngest,
         .request_id = "ingest",
         .slice_of = {{"c0", "s0"}, {"c1", "s1"}, {"c2", "s0"}}},
        {.accepted = 3});
  }

  Call& Add(const Asked& asked, Answer answer) {
    answer.epoch = 1;
    answer.seq = ++seq_;
    if (asked.verb == Verb::kRequest) answer.frame_seq = seq_ - 1;
    return Push({.asked = asked, .outcome = Outcome::kAnswered, .answer = answer});
  }
  Call& Refuse(const Asked& asked, const std::string& reason) {
    return Push({.asked = asked, .outcome = Outcome::kRefused, .reason = reason});
  }
  Call& Lose(const Asked& asked) { return Push({.asked = asked, .outcome = Outcome::kLost}); }
  // Batch `no` with these items, under its right token, for an hour.
  Call& Grant(int no, const std::vector<std::string>& items) {
    const std::string name = std::to_string(no);
    return Add(Request("grant" + name),
               {.batch = "b" + name, .token = "1-" + name + "-" + name, .items = items});
  }
  static Asked Request(const std::string& id) {
    return {.verb = Verb::kRequest, .request_id = id, .max_items = 3, .lease_seconds = 3600};
  }
  static Asked OnFirst(Verb verb, const std::string& id, const std::vector<std::string>& items) {
    return {.verb = verb, .request_id = id, .batch = "b1", .token = "1-1-1", .items = items};
  }

  // The first finding, or nothing.
  std::string Finding() const {
    const Verdict verdict = CheckHistory(history_);
    return verdict.findings.empty() ? "" : verdict.findings[0];
  }

 private:
  Call& Push(Call call) {
    call.start = static_cast<double>(history_.calls.size()) + 10;
    call.end = call.start + 0.5;
    history_.calls.push_back(std::move(call));
    return history_.calls.back();
  }

  History history_;
  uint64_t seq_ = 0;
};

void ExpectFinding(const HandWritten& history, const std::string& part) {
  EXPECT_NE(history.Finding().find(part), std::string::npos) << history.Finding();
}

TEST(CheckHistory, FindsNothingInARightOne) {
  HandWritten history;
  history.Grant(1, {"c0", "c1"});
  history.Grant(2, {"c2"});
  history.Add(
      HandWritten::OnFirst(Verb::kSubmit, "s", {"c0", "c2"}),
      {.accepted = 1, .done = 1, .open_items = 1, .row_errors = {{1, "ITEM_NOT_IN_BATCH"}}});
  history.Add(HandWritten::OnFirst(Verb::kComplete, "c", {}), {.accepted = 1});
  history.Refuse(HandWritten::OnFirst(Verb::kRenew, "r", {}), "LEASE_SUPERSEDED");
  history.Grant(3, {"c1"});
  EXPECT_EQ(history.Finding(), "");
}

TEST(CheckHistory, FindsADoubleLease) {
  HandWritten history;
  history.Grant(1, {"c0", "c1"});
  history.Grant(2, {"c1"});
  ExpectFinding(history, "c1 is leased in b1");
}

TEST(CheckHistory, FindsATokenThatIsNotGreater) {
  HandWritten history;
  history.Grant(1, {"c0"});
  history.Grant(2, {"c1"}).answer.token = "1-1-2";
  ExpectFinding(history, "the token is not the greatest");
}

TEST(CheckHistory, FindsACallUnderAWrongToken) {
  HandWritten history;
  history.Grant(1, {"c0"});
  Asked asked = HandWritten::OnFirst(Verb::kComplete, "c", {});
  asked.token = "1-0-1";
  history.Add(asked, {.accepted = 1});
  ExpectFinding(history, "a token that is not the lease's");
}

TEST(CheckHistory, FindsALeaseThatEndedEarly) {
  HandWritten history;
  history.Grant(1, {"c0"});
  history.Refuse(HandWritten::OnFirst(Verb::kRenew, "r", {}), "LEASE_SUPERSEDED");
  ExpectFinding(history, "although the lease lives");
}

TEST(CheckHistory, TakesALeaseThatEndedInTime) {
  HandWritten history;
  history.Grant(1, {"c0"}).asked.lease_seconds = 1;
  history.Grant(2, {"c1"});
  history.Grant(3, {"c0"});
  EXPECT_EQ(history.Finding(), "");
}

TEST(CheckHistory, FindsASecondEffectOfOneRequest) {
  HandWritten history;
  history.Grant(1, {"c0"});
  history.Add(HandWritten::Request("grant1"), {.batch = "b2", .token = "1-2-2", .items = {"c1"}});
  ExpectFinding(history, "answered differently");
}

TEST(CheckHistory, FindsAReusedIdThatWasNotRefused) {
  HandWritten history;
  history.Grant(1, {"c0"});
  Asked asked = HandWritten::Request("grant1");
  asked.max_items = 1;
  history.Add(asked, {.batch = "b1", .token = "1-1-1", .items = {"c0"}});
  ExpectFinding(history, "another payload");
}

TEST(CheckHistory, FindsAPositionThatGoesBack) {
  HandWritten history;
  history.Grant(1, {"c0"});
  history.Grant(2, {"c1"}).answer.seq = 1;
  ExpectFinding(history, "its position is before");
}

TEST(CheckHistory, FindsAFreeCandidateThatIsNotDrawn) {
  HandWritten history;
  history.Grant(1, {"c0", "c1"});
  history.Add(HandWritten::Request("none"), {});
  ExpectFinding(history, "although c2 is free");
}

TEST(CheckHistory, LetsALostCallHaveHappenedOrNot) {
  const Asked returns = HandWritten::OnFirst(Verb::kReturn, "r", {"c0"});
  HandWritten happened;
  happened.Grant(1, {"c0", "c1"});
  happened.Lose(returns);
  happened.Grant(2, {"c0"});
  happened.Add(returns, {.accepted = 1, .open_items = 1});
  EXPECT_EQ(happened.Finding(), "");
  HandWritten did_not;
  did_not.Grant(1, {"c0", "c1"});
  did_not.Lose(returns);
  did_not.Grant(2, {"c2"});
  did_not.Add(returns, {.accepted = 1, .open_items = 1});
  EXPECT_EQ(did_not.Finding(), "");
}

}  // namespace
}  // namespace winnow::testing
