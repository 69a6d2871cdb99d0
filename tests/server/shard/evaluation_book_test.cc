// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/evaluation_book.h"

#include <random>
#include <set>

#include "gtest/gtest.h"
#include "server/shard/tables.h"
#include "tests/server/shard/commands.h"
#include "tests/server/shard/shard_bed.h"
#include "tests/testing/seed.h"

namespace winnow::shard::testing {
namespace {

TEST(FrozenFrame, HoldsWhatWasAddedAndNothingElse) {
  std::mt19937 random(winnow::testing::Seed());
  for (const uint64_t arrivals : {0u, 1u, 8u, 9u, 1000u, (1u << 20) - 1, (1u << 20) + 3}) {
    FrozenFrame frame(arrivals);
    std::set<selection::CandidateNo> added;
    for (uint64_t i = 0; i < arrivals && i < 500; ++i) {
      const auto no = static_cast<selection::CandidateNo>(random() % arrivals);
      frame.Add(no);
      added.insert(no);
    }
    FrozenFrame copy(arrivals);
    for (uint64_t page = 0; page < frame.pages().size(); ++page) {
      EXPECT_TRUE(copy.SetPage(page, frame.pages()[page]));
    }
    for (int i = 0; i < 2000; ++i) {
      const auto no = static_cast<selection::CandidateNo>(random() % (arrivals + 20));
      EXPECT_EQ(copy.Contains(no), added.contains(no)) << no << " of " << arrivals;
    }
    for (const selection::CandidateNo no : added) EXPECT_TRUE(copy.Contains(no)) << no;
    EXPECT_FALSE(copy.SetPage(frame.pages().size(), "x"));
    if (arrivals == 0) continue;
    EXPECT_FALSE(copy.SetPage(0, frame.pages()[0] + "x"));
  }
}

// The sample of a phase: items c0 to c`items` - 1.
storage::v1::BatchRecord Phase(uint64_t items) {
  storage::v1::BatchRecord phase;
  phase.mutable_manifest()->set_digest("d1");
  for (uint64_t i = 0; i < items; ++i) {
    winnow::v1::ManifestItem item;
    item.set_cell_candidates(i + 1);
    phase.add_items()->set_item(item.SerializeAsString());
    phase.add_arrivals(i);
  }
  return phase;
}

TEST(EvaluationBook, HoldsTheSampleAndWhatIsOutsideTheFrame) {
  EvaluationBook book;
  EXPECT_FALSE(book.Holds(0));
  FrozenFrame frame(4);
  for (const selection::CandidateNo no : {0u, 1u, 2u}) frame.Add(no);
  book.Open(1, {}, std::move(frame));
  EXPECT_FALSE(book.Holds(1));
  EXPECT_TRUE(book.Holds(3));
  EXPECT_TRUE(book.Holds(4));
  ASSERT_TRUE(book.AddPhase(Phase(2)));
  EXPECT_TRUE(book.Holds(1));
  EXPECT_TRUE(book.IsSampled(1));
  EXPECT_FALSE(book.Holds(2));
  EXPECT_EQ(book.open()->sample[1].drawn.cell_candidates(), 2u);
  EXPECT_EQ(book.last_digest(), "d1");
  book.Close(1, {});
  EXPECT_FALSE(book.Holds(3));
  EXPECT_FALSE(book.IsSampled(1));
  EXPECT_EQ(book.last(), 1u);
}

TEST(EvaluationBook, RefusesWhatIsNoSample) {
  EvaluationBook book;
  book.Open(1, {}, FrozenFrame(2));
  EXPECT_FALSE(book.AddPhase(Phase(3)));
  storage::v1::BatchRecord shorter = Phase(2);
  shorter.mutable_arrivals()->RemoveLast();
  EXPECT_FALSE(book.AddPhase(shorter));
  storage::v1::BatchRecord damaged = Phase(2);
  damaged.mutable_items(1)->set_item("\xff");
  EXPECT_FALSE(book.AddPhase(damaged));
  EXPECT_TRUE(book.open()->sample.empty());
}

// Rows that are missing or contradict each other are found at the start, never served.
TEST(EvaluationRecovery, RefusesRowsThatAreMissingOrContradictEachOther) {
  using storage::EvaluationTable;
  for (int defect = 0; defect < 5; ++defect) {
    SCOPED_TRACE(defect);
    ShardBed bed;
    bed.Must([&](ShardState& state, MutationLog& log) {
      Commands commands(state, log);
      const uint32_t queue = commands.AddQueue().queue_no();
      for (const char* id : {"c0", "c1", "c2"}) commands.Put(PlainCandidate(id));
      storage::WriteSet writes;
      storage::v1::EvaluationRecord record;
      record.set_arrivals(defect == 1 ? 4 : 3);
      record.mutable_evaluation()->add_phases();
      EvaluationTable::Put(0, {queue, defect == 2 ? 2u : 1u}, record, &writes);
      storage::v1::FrozenFrameRecord page;
      page.set_members("\x07");
      if (defect != 3) storage::FrozenFrameTable::Put(0, {{queue, 1}, 0}, page, &writes);
      if (defect != 4) storage::EvaluationSampleTable::Put(0, {{queue, 1}, 1}, Phase(2), &writes);
      commands.Add(std::move(writes), "CreateEvaluation");
      return absl::OkStatus();
    });
    const absl::Status status = bed.Reopen();
    EXPECT_EQ(absl::IsDataLoss(status), defect != 0) << status;
  }
}

}  // namespace
}  // namespace winnow::shard::testing
