// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What the service says about candidates and queues.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "server/loop/error.h"
#include "tests/server/loop/loop_bed.h"

namespace winnow::loop::testing {
namespace {

std::string Number(int i) { return "c" + std::to_string(i); }

std::vector<std::string> List(LoopBed& bed, v1::ListCandidatesRequest request) {
  std::vector<std::string> ids;
  request.set_queue("queues/q");
  do {
    const auto page = bed.Call(&Loop::candidates, &Candidates::ListCandidates, request);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) break;
    for (const auto& status : page->candidates()) ids.push_back(status.candidate().candidate_id());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return ids;
}

TEST(Candidates, AreReturnedAsStoredWithTheirNewestSignals) {
  LoopBed bed;
  bed.SetUp();
  v1::Candidate candidate = LoopBed::Complete("a");
  candidate.set_subject("0123456789abcdef00");
  candidate.set_split_group("g");
  candidate.set_dup_group("d");
  candidate.set_sensitive(true);
  (*candidate.mutable_attributes())["speaker"] = "0123456789abcdef0123";
  (*candidate.mutable_attributes())["device"] = "phone";
  bed.Upsert({candidate});
  ASSERT_TRUE(
      bed.Call(&Loop::ingest, &Ingest::BatchPushSignals,
               Text<v1::BatchPushSignalsRequest>("queue: 'queues/q' rows { candidate_id: 'a' "
                                                 "signals { name: 'entropy' value: 3 } }"))
          .ok());
  for (const bool restarted : {false, true}) {
    if (restarted) bed.Restart();
    const v1::CandidateStatus status = bed.Get("a");
    EXPECT_EQ(status.candidate().subject(), "0123456789abcdef00");
    EXPECT_EQ(status.candidate().attributes().at("speaker"), "0123456789abcdef0123");
    EXPECT_EQ(status.candidate().attributes().at("device"), "phone");
    EXPECT_EQ(status.candidate().dup_group(), "d");
    ASSERT_EQ(status.candidate().signals_size(), 1);
    EXPECT_EQ(status.candidate().signals(0).value(), 3);
    EXPECT_EQ(status.exclusion(), v1::EXCLUSION_REASON_UNSPECIFIED);
    EXPECT_EQ(status.ingest_time().seconds(), 1767225600);
  }
}

TEST(Candidates, ThatNobodyPushedAreUnknown) {
  LoopBed bed;
  bed.SetUp();
  const auto get = [&](const std::string& name) {
    v1::GetCandidateRequest request;
    request.set_name(name);
    return DetailOf(bed.Call(&Loop::candidates, &Candidates::GetCandidate, request).status())
        .reason;
  };
  EXPECT_EQ(get("queues/q/candidates/a"), v1::ERROR_REASON_CANDIDATE_UNKNOWN);
  EXPECT_EQ(get("queues/p/candidates/a"), v1::ERROR_REASON_QUEUE_UNKNOWN);
  EXPECT_EQ(get("candidates/a"), v1::ERROR_REASON_FIELD_INVALID);
}

TEST(Candidates, AreListedInTheOrderOfArrivalAndByFilter) {
  LoopBed bed;
  bed.SetUp();
  std::vector<v1::Candidate> candidates;
  std::vector<std::string> all;
  std::vector<std::string> of_test;
  std::vector<std::string> of_slice;
  for (int i = 0; i < 60; ++i) {
    candidates.push_back(LoopBed::Complete(Number(i)));
    all.push_back(Number(i));
    if (i % 7 == 0) candidates.back().set_split(v1::SPLIT_TEST);
    if (i % 7 == 0) of_test.push_back(Number(i));
    if (i % 5 == 0) candidates.back().set_slice("five");
    if (i % 5 == 0) of_slice.push_back(Number(i));
  }
  bed.Upsert(candidates);
  EXPECT_EQ(List(bed, Text<v1::ListCandidatesRequest>("page_size: 7")), all);
  EXPECT_EQ(List(bed, Text<v1::ListCandidatesRequest>("")), all);
  EXPECT_EQ(List(bed, Text<v1::ListCandidatesRequest>("slice: 'five' page_size: 4")), of_slice);
  EXPECT_EQ(List(bed, Text<v1::ListCandidatesRequest>(
                          "exclusion: EXCLUSION_REASON_SPLIT_DISALLOWED page_size: 3")),
            of_test);
  const auto refused = [&](const std::string& text) {
    const auto request = Text<v1::ListCandidatesRequest>("queue: 'queues/q' " + text);
    return DetailOf(bed.Call(&Loop::candidates, &Candidates::ListCandidates, request).status())
        .reason;
  };
  EXPECT_EQ(refused("slice: 'none'"), v1::ERROR_REASON_SLICE_UNKNOWN);
  EXPECT_EQ(refused("page_token: 'x'"), v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  EXPECT_EQ(List(bed, Text<v1::ListCandidatesRequest>("page_token: '18446744073709551615'")),
            std::vector<std::string>());
}

TEST(Candidates, AreFoundBehindMoreRowsThanOneCallLooksAt) {
  LoopBed bed;
  bed.SetUp("");
  std::vector<v1::Candidate> candidates(500, LoopBed::Complete("x"));
  for (int i = 0; i < 50'500; ++i) {
    v1::Candidate& candidate = candidates[i % 500];
    candidate.set_candidate_id(Number(i));
    if (i == 50'400) candidate.set_slice("rare");
    if (i % 500 != 499) continue;
    ASSERT_EQ(bed.Upsert(candidates).accepted(), 500u);
  }
  const auto first = bed.Call(&Loop::candidates, &Candidates::ListCandidates,
                              Text<v1::ListCandidatesRequest>("queue: 'queues/q' slice: 'rare'"));
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->candidates_size(), 0);
  EXPECT_FALSE(first->next_page_token().empty());
  EXPECT_EQ(List(bed, Text<v1::ListCandidatesRequest>("slice: 'rare'")),
            std::vector<std::string>{Number(50'400)});
}

TEST(Candidates, AreExplainedWithEveryReason) {
  LoopBed bed;
  bed.SetUp();
  v1::Candidate candidate = LoopBed::Complete("a");
  candidate.clear_rubric();
  candidate.set_source("nobody");
  candidate.set_split(v1::SPLIT_TEST);
  bed.Upsert({candidate});
  const auto explained =
      bed.Call(&Loop::candidates, &Candidates::ExplainCandidate,
               Text<v1::ExplainCandidateRequest>("name: 'queues/q/candidates/a'"));
  ASSERT_TRUE(explained.ok()) << explained.status();
  EXPECT_EQ(explained->exclusion(), v1::EXCLUSION_REASON_QUARANTINED);
  const std::vector<int> reasons(explained->all_exclusions().begin(),
                                 explained->all_exclusions().end());
  EXPECT_EQ(reasons,
            (std::vector<int>{v1::EXCLUSION_REASON_QUARANTINED, v1::EXCLUSION_REASON_SOURCE_UNKNOWN,
                              v1::EXCLUSION_REASON_RUBRIC_UNKNOWN,
                              v1::EXCLUSION_REASON_SPLIT_DISALLOWED}));
  EXPECT_EQ(explained->policy(), "policies/lab-v0@1");
  EXPECT_FALSE(explained->terms().empty());
  EXPECT_EQ(explained->cell_candidates(), 0u);
}

TEST(QueueHealth, CountsEachCandidateUnderOneState) {
  LoopBed bed;
  bed.SetUp();
  std::vector<v1::Candidate> candidates;
  for (int i = 0; i < 100; ++i) {
    candidates.push_back(LoopBed::Complete(Number(i)));
    if (i % 2 == 0) candidates.back().set_dup_group("g" + std::to_string(i / 10));
    if (i % 3 == 0) candidates.back().clear_rubric();
    candidates.back().set_slice("s" + std::to_string(i % 4));
  }
  bed.Upsert(candidates);
  bed.clock().Advance(absl::Seconds(5));
  bed.Upsert({LoopBed::Complete("late")});
  for (const bool restarted : {false, true}) {
    if (restarted) bed.Restart();
    const v1::QueueStatusResponse status = bed.Status();
    uint64_t excluded = 0;
    for (const v1::ExclusionCount& count : status.excluded()) excluded += count.count();
    EXPECT_EQ(status.candidates(), 101u);
    EXPECT_EQ(status.available() + excluded, 101u);
    EXPECT_EQ(status.slices_size(), 5);
    uint64_t eligible = 0;
    for (const v1::Slice& slice : status.slices()) eligible += slice.eligible();
    EXPECT_EQ(eligible, status.available());
    EXPECT_EQ(status.oldest_available_time().seconds(), 1767225600);
    EXPECT_EQ(status.queue().active_policy(), "policies/lab-v0@1");
  }
}

}  // namespace
}  // namespace winnow::loop::testing
