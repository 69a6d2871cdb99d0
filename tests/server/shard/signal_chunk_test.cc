// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/signal_chunk.h"

#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/shard/queue_state.h"
#include "tests/server/shard/commands.h"

namespace winnow::shard::testing {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

class SignalChunkTest : public ::testing::Test {
 protected:
  SignalChunkTest() {
    for (const char* id : {"a", "b", "c"}) queue_.candidates.Add(PlainCandidate(id), id[0], 0);
    const SignalOrigin origin{"scorer", "m1", v1::SIGNAL_DIRECTION_LOWER_IS_HARDER};
    ChunkBuilder builder;
    const uint32_t confidence = builder.Series({"confidence", "", ""}, origin);
    EXPECT_EQ(builder.Series({"confidence", "", ""}, origin), confidence);
    const uint32_t pair = builder.Series({"pair_disagreement", "A", "B"}, {});
    builder.Add({2, confidence, 930'000, 1767225600123});
    builder.Add({0, confidence, 1, 1767225600000});
    builder.Add({2, pair, -3'000'000, 1});
    chunk_ = std::move(builder).Take();
  }
  void ExpectDamaged(const char* what) {
    EXPECT_EQ(ApplyChunk(chunk_, queue_).code(), absl::StatusCode::kDataLoss) << what;
  }

  static storage::v1::QueueRecord Record() {
    storage::v1::QueueRecord record;
    record.set_queue_id("q");
    return record;
  }

  QueueState queue_{Record()};
  storage::v1::SignalChunkRecord chunk_;
};

TEST_F(SignalChunkTest, BringsBackWhatWasPutIn) {
  ASSERT_TRUE(ApplyChunk(chunk_, queue_).ok());
  google::protobuf::RepeatedPtrField<v1::Signal> signals;
  queue_.signals.Write(2, &signals);
  ASSERT_EQ(signals.size(), 2);
  EXPECT_EQ(signals[0].value(), 0.93);
  EXPECT_EQ(signals[0].scorer(), "scorer");
  EXPECT_EQ(signals[0].model_release(), "m1");
  EXPECT_EQ(signals[0].direction(), v1::SIGNAL_DIRECTION_LOWER_IS_HARDER);
  EXPECT_EQ(signals[0].compute_time().nanos(), 123'000'000);
  EXPECT_EQ(signals[1].value(), -3);
  EXPECT_EQ(signals[1].baseline_release(), "A");
  EXPECT_EQ(signals[1].candidate_release(), "B");
  std::vector<selection::CandidateNo> visited;
  ASSERT_TRUE(VisitChunk(chunk_, [&](selection::CandidateNo no) { visited.push_back(no); }).ok());
  EXPECT_THAT(visited, ::testing::ElementsAre(2, 0, 2));
}

TEST_F(SignalChunkTest, ColumnsOfDifferentLengthAreDamage) {
  const storage::v1::SignalChunkRecord sound = chunk_;
  chunk_.mutable_arrival_delta()->RemoveLast();
  ExpectDamaged("arrivals");
  EXPECT_FALSE(VisitChunk(chunk_, [](selection::CandidateNo) {}).ok());
  chunk_ = sound;
  chunk_.mutable_series_index()->RemoveLast();
  ExpectDamaged("series");
  chunk_ = sound;
  chunk_.add_time_delta_us(1);
  ExpectDamaged("times");
}

TEST_F(SignalChunkTest, ASeriesThatIsNotThereIsDamage) {
  chunk_.set_series_index(1, 2);
  ExpectDamaged("series index");
}

TEST_F(SignalChunkTest, ACandidateThatIsNotThereIsDamage) {
  chunk_.set_arrival_delta(0, 3);
  ExpectDamaged("beyond the last");
  chunk_.set_arrival_delta(0, -1);
  ExpectDamaged("before the first");
}

TEST_F(SignalChunkTest, SumsThatOverflowAreDamage) {
  const storage::v1::SignalChunkRecord sound = chunk_;
  chunk_.set_arrival_delta(1, kMax);
  ExpectDamaged("arrival");
  EXPECT_TRUE(VisitChunk(chunk_, [](selection::CandidateNo) {}).ok());
  chunk_ = sound;
  chunk_.set_time_delta_us(1, kMax);
  ExpectDamaged("time");
}

TEST_F(SignalChunkTest, MoreSeriesThanAQueueHoldsAreDamage) {
  for (size_t i = 0; i < SignalColumns::kMaxSeries; ++i)
    chunk_.add_series()->set_name("x_" + std::to_string(i));
  ExpectDamaged("series");
}

}  // namespace
}  // namespace winnow::shard::testing
