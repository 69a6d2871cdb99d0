// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A subject of a master sample is erased: the sample keeps its size, and says what was withdrawn.
#include <gtest/gtest.h>

#include "tests/server/loop/evaluations/evaluation_bed.h"

namespace winnow::loop::testing {
namespace {

constexpr char kSubject[] = "00000000000000000000000000abcdef";

TEST(ErasedSample, CountsItsErasedItemsAsWithdrawnAlsoAfterARestart) {
  EvaluationBed bed;
  std::vector<v1::Candidate> candidates;
  for (int i = 0; i < 300; ++i) {
    candidates.push_back(EvaluationBed::Testable(i));
    if (i % 2 == 0) candidates.back().set_subject(kSubject);
  }
  ASSERT_EQ(bed.Upsert(candidates).accepted(), 300u);
  ASSERT_TRUE(bed.Create().ok());
  const auto batch = bed.Take("max_items: 20");
  ASSERT_TRUE(bed.Label(batch, Ids(batch.items()), 1).ok());
  const uint64_t digest_items = bed.Sample().size();
  v1::EraseSubjectRequest request;
  request.set_subject(kSubject);
  const auto erased = bed.Call(&Loop::erasures, &Erasures::EraseSubject, request);
  ASSERT_TRUE(erased.ok()) << erased.status();
  EXPECT_EQ(erased->receipt().candidates(), 150u);
  for (int life = 0; life < 2; ++life) {
    const v1::EvaluationCounts total = bed.Evaluation().evaluation().total();
    uint64_t gone = 0;
    for (const v1::ManifestItem& item : bed.Sample()) gone += item.candidate_id().empty();
    EXPECT_EQ(bed.Sample().size(), digest_items);
    EXPECT_GT(gone, 0u);
    EXPECT_EQ(total.sampled(), digest_items);
    EXPECT_EQ(total.withdrawn(), gone);
    EXPECT_EQ(total.labeled() + total.pending() + total.leased() + gone, digest_items);
    bed.Restart();
  }
  // What is left is handed out, and the evaluation ends like any other.
  const auto taken = bed.Take("max_items: 100");
  for (const auto& item : taken.items())
    EXPECT_EQ((item.candidate_id().back() - '0') % 2, 1) << item.candidate_id();
  EXPECT_TRUE(bed.Close().ok());
}

}  // namespace
}  // namespace winnow::loop::testing
