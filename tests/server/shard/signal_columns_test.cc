// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/signal_columns.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace winnow::shard::testing {
namespace {

class SignalColumnsTest : public ::testing::Test {
 protected:
  bool Set(selection::CandidateNo no, selection::Micros micros, int64_t time_ms) {
    return columns_.Set(no, series_, {micros, time_ms, origin_});
  }
  selection::SignalValue Read(selection::CandidateNo no) { return columns_.Read(no, series_); }

  SignalColumns columns_;
  const uint32_t series_ = *columns_.Series({"confidence", "", ""});
  const uint32_t origin_ = *columns_.Origin({"scorer", "m1", v1::SIGNAL_DIRECTION_UNSPECIFIED});
};

TEST_F(SignalColumnsTest, KeepTheNewestValueWhateverTheOrder) {
  EXPECT_EQ(Read(0), selection::SignalValue{});
  EXPECT_TRUE(Set(0, 100, 5));
  EXPECT_FALSE(Set(0, 200, 4));
  EXPECT_EQ(Read(0), (selection::SignalValue{true, 100}));
  EXPECT_TRUE(Set(0, 300, 6));
  EXPECT_EQ(Read(0), (selection::SignalValue{true, 300}));
}

TEST_F(SignalColumnsTest, KeepTheLastOfTwoValuesOfOneTime) {
  EXPECT_TRUE(Set(0, 200, 5));
  EXPECT_TRUE(Set(0, 100, 5));
  EXPECT_EQ(Read(0), (selection::SignalValue{true, 100}));
  EXPECT_FALSE(Set(0, 100, 5));
}

TEST_F(SignalColumnsTest, TellZeroFromMissing) {
  EXPECT_TRUE(Set(3, 0, 0));
  EXPECT_EQ(Read(3), (selection::SignalValue{true, 0}));
  EXPECT_EQ(Read(2), selection::SignalValue{});
  EXPECT_EQ(Read(4'000'000'000), selection::SignalValue{});
}

TEST_F(SignalColumnsTest, TakeASignalOfALateCandidateWithoutAColumnForAllBeforeIt) {
  // A dense column would need 64 GiB.
  EXPECT_TRUE(Set(4'000'000'000, 7, 1));
  EXPECT_EQ(Read(4'000'000'000), (selection::SignalValue{true, 7}));
}

TEST_F(SignalColumnsTest, WriteWhatWasSet) {
  const uint32_t pair = *columns_.Series({"pair_disagreement", "A", "B"});
  Set(1, 930'000, 1767225600123);
  columns_.Set(1, pair,
               {3'000'000, 1767225600000,
                *columns_.Origin({"", "", v1::SIGNAL_DIRECTION_HIGHER_IS_HARDER})});
  google::protobuf::RepeatedPtrField<v1::Signal> signals;
  columns_.Write(1, &signals);
  ASSERT_EQ(signals.size(), 2);
  EXPECT_EQ(signals[0].name(), "confidence");
  EXPECT_EQ(signals[0].value(), 0.93);
  EXPECT_EQ(signals[0].scorer(), "scorer");
  EXPECT_EQ(signals[0].model_release(), "m1");
  EXPECT_EQ(signals[0].compute_time().seconds(), 1767225600);
  EXPECT_EQ(signals[0].compute_time().nanos(), 123'000'000);
  EXPECT_EQ(signals[1].baseline_release(), "A");
  EXPECT_EQ(signals[1].candidate_release(), "B");
  EXPECT_EQ(signals[1].direction(), v1::SIGNAL_DIRECTION_HIGHER_IS_HARDER);
  signals.Clear();
  columns_.Write(2, &signals);
  EXPECT_TRUE(signals.empty());
}

TEST_F(SignalColumnsTest, KeepEveryNumberThatMayComeInThroughAWrite) {
  for (const selection::Micros micros :
       {int64_t{-1'000'000'000'000'000}, int64_t{-1}, int64_t{0}, int64_t{1}, int64_t{333'333},
        int64_t{999'999'999'999'999}, int64_t{1'000'000'000'000'000}}) {
    SignalColumns columns;
    const uint32_t series = *columns.Series({"x_any", "", ""});
    columns.Set(0, series, {micros, 1, *columns.Origin({})});
    google::protobuf::RepeatedPtrField<v1::Signal> signals;
    columns.Write(0, &signals);
    EXPECT_EQ(selection::ToMicros(signals[0].value()), micros);
  }
}

TEST_F(SignalColumnsTest, TakeNoTimeForAnother) {
  EXPECT_TRUE(Set(0, 1, -5));  // before the epoch counts as the epoch
  EXPECT_FALSE(Set(0, 1, 0));
  EXPECT_TRUE(Set(0, 2, std::numeric_limits<int64_t>::max()));
  EXPECT_FALSE(Set(0, 3, 1767225600000));
}

TEST_F(SignalColumnsTest, HoldAtMostTheirNumberOfSeries) {
  for (size_t i = 1; i < SignalColumns::kMaxSeries; ++i)
    EXPECT_TRUE(columns_.Series({absl::StrCat("x_", i), "", ""}).has_value());
  EXPECT_EQ(columns_.Series({"x_more", "", ""}), std::nullopt);
  EXPECT_EQ(columns_.Series({"confidence", "", ""}), series_);
  EXPECT_EQ(columns_.FindSeries({"x_more", "", ""}), std::nullopt);
}

}  // namespace
}  // namespace winnow::shard::testing
