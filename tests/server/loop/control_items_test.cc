// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Gold and anchor items: what may be one, what it leaves, and how it goes (governance.md G3).
#include "server/loop/control_items.h"

#include <map>

#include "gmock/gmock.h"
#include "server/shard/tables.h"
#include "tests/server/loop/control_calls.h"
#include "tests/server/loop/removal/removal_bed.h"

namespace winnow::loop::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

size_t LeavesSaying(LoopBed& bed, const std::string& decision) {
  size_t count = 0;
  for (const auto& leaf : LeavesOf(bed)) {
    count += leaf.method() == "SetControlItem" && leaf.decision() == decision;
  }
  return count;
}

TEST(ControlItems, LeaveTheFrameForGood) {
  ReviewBed bed;
  bed.AddCandidates(10);
  ASSERT_TRUE(SetControl(bed, GoldText("c0")).ok());
  ASSERT_TRUE(SetControl(bed, AnchorText("c1")).ok());
  for (const bool restarted : {false, true}) {
    if (restarted) bed.Restart();
    EXPECT_EQ(bed.Get("c0").exclusion(), v1::EXCLUSION_REASON_CONTROL_ITEM);
    EXPECT_EQ(bed.Status().available(), 8u);
    EXPECT_THAT(ControlIds(bed), ElementsAre("c0", "c1"));
    EXPECT_EQ(ListControl(bed).items(0).values().at("word_errors").number(), 2);
  }
  // New metadata do not bring it back.
  v1::Candidate moved = LoopBed::Complete("c1");
  moved.set_slice("other");
  EXPECT_EQ(bed.Upsert({moved}).updated(), 1u);
  EXPECT_EQ(bed.Get("c1").exclusion(), v1::EXCLUSION_REASON_CONTROL_ITEM);
  // Whatever is drawn, they are not.
  const auto batch = bed.Take();
  EXPECT_EQ(batch.items_size(), 8);
  for (const v1::BatchItem& item : batch.items()) {
    EXPECT_NE(item.candidate_id(), "c0");
    EXPECT_NE(item.candidate_id(), "c1");
  }
}

TEST(ControlItems, ThatAreSetAgainChangeNothingAndOtherValuesTakeTheirPlace) {
  ReviewBed bed;
  bed.AddCandidates(2);
  const auto first = SetControl(bed, GoldText("c0"), "r");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_TRUE(first->has_create_time());
  bed.clock().Advance(absl::Minutes(1));
  EXPECT_EQ(SetControl(bed, GoldText("c0"), "r")->ShortDebugString(), first->ShortDebugString());
  EXPECT_EQ(SetControl(bed, GoldText("c0"))->ShortDebugString(), first->ShortDebugString());
  EXPECT_EQ(LeavesSaying(bed, "SET_APART"), 1u);
  EXPECT_EQ(ReasonOf(SetControl(bed, GoldText("c1"), "r").status()),
            v1::ERROR_REASON_REQUEST_ID_REUSED);
  const auto other = SetControl(bed, GoldText("c0", 5));
  ASSERT_TRUE(other.ok()) << other.status();
  EXPECT_EQ(other->values().at("word_errors").number(), 5);
  EXPECT_EQ(other->create_time().seconds(), first->create_time().seconds());
  EXPECT_EQ(LeavesSaying(bed, "REPLACED"), 1u);
  ASSERT_TRUE(SetControl(bed, AnchorText("c0")).ok());
  bed.Restart();
  EXPECT_EQ(ListControl(bed).items(0).kind(), v1::CONTROL_KIND_ANCHOR);
}

TEST(ControlItems, RememberACallThatChangesNothing) {
  ReviewBed bed;
  bed.AddCandidates(1);
  const auto first = SetControl(bed, GoldText("c0"));
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_TRUE(SetControl(bed, GoldText("c0"), "r").ok());
  for (int start = 0; start < 2; ++start) {
    EXPECT_EQ(ReasonOf(SetControl(bed, GoldText("c0", 5), "r").status()),
              v1::ERROR_REASON_REQUEST_ID_REUSED);
    EXPECT_EQ(SetControl(bed, GoldText("c0"), "r")->ShortDebugString(), first->ShortDebugString());
    EXPECT_EQ(LeavesSaying(bed, "UNCHANGED"), 1u);
    bed.Restart();
  }
}

TEST(ControlItems, AreRefusedWithTheFieldAndWhatToDo) {
  ReviewBed bed;
  bed.AddCandidates(6);
  const auto batch = bed.Take("max_items: 3");
  const std::string labeled = batch.items(0).candidate_id();
  const std::string leased = batch.items(1).candidate_id();
  ASSERT_TRUE(bed.Label(batch, {labeled}, 1).ok());
  std::string free;
  for (int i = 0; i < 6; ++i) {
    if (bed.Get(absl::StrCat("c", i)).exclusion() == v1::EXCLUSION_REASON_UNSPECIFIED)
      free = absl::StrCat("c", i);
  }
  const std::string gold = "candidate_id: '" + free + "' kind: CONTROL_KIND_GOLD ";
  const std::map<std::string, std::string> refused = {
      {GoldText(labeled), "item.candidate_id"},
      {AnchorText(leased), "item.candidate_id"},
      {"candidate_id: '" + free + "'", "item.kind"},
      {gold, "item.rubric"},
      {gold + "rubric: 'asr'", "item.rubric"},
      {gold + "rubric: 'asr@7'", "item.rubric"},
      {gold + "rubric: 'tts@1'", "item.rubric"},
      {gold + "rubric: 'asr@1'", "item.values"},
      {GoldText(free, -1), "item.values.word_errors"},
      {GoldText(free) + "values { key: 'no_criterion' value { flag: true } }", "item.values"},
      {AnchorText(free) + " rubric: 'asr@1'", "item.rubric"},
      {AnchorText(free) + " values { key: 'word_errors' value { number: 1 } }", "item.values"},
  };
  const size_t leaves = LeavesOf(bed).size();
  for (const auto& [item, field] : refused) {
    const absl::Status status = SetControl(bed, item).status();
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_INVALID) << item << status;
    ASSERT_FALSE(DetailOf(status).violations.empty()) << item;
    EXPECT_EQ(DetailOf(status).violations.front().field, field) << item;
    EXPECT_THAT(DetailOf(status).violations.front().problem, Not(IsEmpty()));
  }
  EXPECT_EQ(ReasonOf(SetControl(bed, GoldText("nobody")).status()),
            v1::ERROR_REASON_CANDIDATE_UNKNOWN);
  ASSERT_TRUE(
      bed.Call(&Loop::retirement, &Retirement::RetireCandidates,
               Text<v1::RetireCandidatesRequest>("queue: 'queues/q' candidate_ids: '" + free + "'"))
          .ok());
  EXPECT_EQ(ReasonOf(SetControl(bed, AnchorText(free)).status()),
            v1::ERROR_REASON_CANDIDATE_RETIRED);
  bed.Restart();
  EXPECT_THAT(ControlIds(bed), IsEmpty());
  EXPECT_EQ(LeavesSaying(bed, "SET_APART"), 0u);
  EXPECT_GE(LeavesOf(bed).size(), leaves);
}

TEST(ControlItems, AreListedByArrivalInPages) {
  ReviewBed bed;
  bed.AddCandidates(7);
  for (const int i : {6, 0, 3, 1, 5})
    ASSERT_TRUE(SetControl(bed, AnchorText(absl::StrCat("c", i))).ok());
  std::vector<std::string> ids;
  std::string token;
  do {
    const auto page = ListControl(bed, absl::StrCat("page_size: 2 page_token: '", token, "'"));
    EXPECT_LE(page.items_size(), 2);
    for (const v1::ControlItem& item : page.items()) ids.push_back(item.candidate_id());
    token = page.next_page_token();
  } while (!token.empty());
  EXPECT_THAT(ids, ElementsAre("c0", "c1", "c3", "c5", "c6"));
}

// A duplicate of a control item is drawn, also once that is labeled.
TEST(ControlItems, TakeNoPartInTheirDuplicateGroup) {
  ReviewBed bed("control { gold: 0.2 }");
  std::vector<v1::Candidate> candidates;
  for (int i = 0; i < 12; ++i) {
    candidates.push_back(LoopBed::Complete(absl::StrCat("c", i)));
    if (i < 2) candidates.back().set_dup_group("d");
  }
  bed.Upsert(candidates);
  ASSERT_TRUE(SetControl(bed, GoldText("c0")).ok());
  EXPECT_EQ(bed.Get("c1").exclusion(), v1::EXCLUSION_REASON_UNSPECIFIED);
  v1::RequestBatchResponse batch = bed.Take("max_items: 6");
  ASSERT_THAT(ItemsOf(bed, batch.batch(), true), ElementsAre("c0"));
  ASSERT_TRUE(bed.Label(batch, {"c0"}, 1).ok());
  EXPECT_NE(bed.Get("c1").exclusion(), v1::EXCLUSION_REASON_DUPLICATE);
}

// Two persons, each with a gold item and an anchor in an open batch, once labeled.
class ControlRemoval : public ::testing::Test {
 protected:
  ControlRemoval() : bed_(1, nullptr, "control { gold: 0.2 anchor: 0.2 }") {
    std::vector<v1::Candidate> candidates;
    for (int i = 0; i < 40; ++i) candidates.push_back(LoopBed::Complete(absl::StrCat("c", i)));
    for (const char person : {'a', 'b'}) {
      for (const int i : {20, 21}) candidates.push_back(RemovalBed::Of(person, i));
    }
    bed_.Upsert(candidates);
    for (const std::string person : {"a", "b"}) {
      EXPECT_TRUE(SetControl(bed_, GoldText(person + "20")).ok());
      EXPECT_TRUE(SetControl(bed_, AnchorText(person + "21")).ok());
    }
    for (int round = 1; round < 3; ++round) {
      batch_ = bed_.Take("max_items: 14 lease { seconds: 3600 }");
      EXPECT_THAT(ItemsOf(bed_, batch_.batch(), true),
                  UnorderedElementsAre("a20", "a21", "b20", "b21"));
      EXPECT_TRUE(bed_.Label(batch_, {"a20", "b21"}, round).ok());
      if (round == 1) {
        EXPECT_TRUE(bed_.OnLease<v1::CompleteBatchRequest>(&Dispatch::CompleteBatch, batch_).ok());
      }
    }
  }

  // Gold and anchor items of a next batch.
  std::vector<std::string> Served() {
    EXPECT_TRUE(bed_.OnLease<v1::CompleteBatchRequest>(&Dispatch::CompleteBatch, batch_).ok());
    batch_ = bed_.Take("max_items: 14 lease { seconds: 3600 }");
    EXPECT_EQ(FindingsOf(bed_, batch_.batch()), "");
    return ItemsOf(bed_, batch_.batch(), true);
  }
  size_t Rows() {
    size_t rows = 0;
    EXPECT_TRUE(storage::ControlTable::ScanAll(bed_.engine(), 0, [&](const auto&, auto&) {
                  ++rows;
                  return absl::OkStatus();
                }).ok());
    return rows;
  }

  RemovalBed bed_;
  v1::RequestBatchResponse batch_;
};

TEST_F(ControlRemoval, ARestartKeepsAll) {
  EXPECT_THAT(bed_.Problems(), IsEmpty());
  EXPECT_THAT(bed_.LostByRestart(), IsEmpty());
  const auto listed = ListControl(bed_);
  for (const v1::ControlItem& item : listed.items()) EXPECT_EQ(item.batches(), 2u);
  EXPECT_THAT(Served(), SizeIs(4));
}

TEST_F(ControlRemoval, WhatIsRevokedLeavesOpenBatchesAndIsServedNoMore) {
  const auto revoked =
      bed_.Call(&Loop::consent, &Consent::RevokeConsent,
                Text<v1::RevokeConsentRequest>("subject: '" + RemovalBed::Subject('a') + "'"));
  ASSERT_TRUE(revoked.ok()) << revoked.status();
  EXPECT_GT(revoked->withdrawn_items(), 0u);
  EXPECT_EQ(bed_.Get("a21").exclusion(), v1::EXCLUSION_REASON_CONSENT_REVOKED);
  EXPECT_EQ(bed_.Get("a21").batch(), "");
  EXPECT_THAT(ControlIds(bed_), ElementsAre("b20", "b21"));
  EXPECT_EQ(ReasonOf(SetControl(bed_, GoldText("a21")).status()), v1::ERROR_REASON_CONSENT_REVOKED);
  EXPECT_THAT(Served(), UnorderedElementsAre("b20", "b21"));
  EXPECT_THAT(bed_.LostByRestart(), IsEmpty());
}

TEST_F(ControlRemoval, AnErasedSubjectLeavesNothing) {
  ASSERT_EQ(Rows(), 4u);
  const auto erased = bed_.Erase('a');
  ASSERT_TRUE(erased.ok()) << erased.status();
  EXPECT_EQ(Rows(), 2u);
  EXPECT_EQ(bed_.Traces('a'), 0u);
  EXPECT_EQ(FindingsOf(bed_, batch_.batch()), "");
  EXPECT_THAT(ControlIds(bed_), ElementsAre("b20", "b21"));
  EXPECT_THAT(bed_.Problems(), IsEmpty());
  EXPECT_THAT(bed_.LostByRestart(), IsEmpty());
  EXPECT_THAT(Served(), UnorderedElementsAre("b20", "b21"));
}

TEST_F(ControlRemoval, WhatIsPastItsRetentionGoes) {
  v1::Candidate brief = RemovalBed::Of('b', 20);
  brief.mutable_retain_until()->set_seconds(
      absl::ToUnixSeconds(bed_.clock().WallNow() + absl::Hours(2)));
  bed_.Upsert({brief});
  EXPECT_THAT(Served(), Not(::testing::Contains("b20")));
  bed_.clock().Advance(absl::Hours(3));
  ASSERT_TRUE(
      bed_.Call(&Loop::retention, &Retention::RunRetention, v1::RunRetentionRequest()).ok());
  EXPECT_EQ(Rows(), 3u);
  EXPECT_THAT(ControlIds(bed_), ElementsAre("a20", "a21", "b21"));
  EXPECT_THAT(bed_.Problems(), IsEmpty());
  EXPECT_THAT(bed_.LostByRestart(), IsEmpty());
}

}  // namespace
}  // namespace winnow::loop::testing
