// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/witnesses.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace winnow::release {
namespace {

using Values = std::vector<std::optional<double>>;
using Names = std::pair<std::string, std::string>;

// Of the pair (a, b), with series of these names, over items with these distances.
Witnesses Heard(const std::vector<Names>& series, const std::vector<Values>& items) {
  Witnesses witnesses("a", "b");
  for (const auto& [baseline, candidate] : series) witnesses.AddSeries(baseline, candidate);
  for (const Values& item : items) witnesses.Count(item);
  witnesses.Choose();
  return witnesses;
}

TEST(Witnesses, AreWhatIsComparedWithOneOfThePair) {
  Witnesses witnesses("a", "b");
  for (const auto& [baseline, candidate] :
       std::array<Names, 4>{{{"a", "b"}, {"b", "a"}, {"c", "e"}, {"", ""}}}) {
    EXPECT_EQ(witnesses.AddSeries(baseline, candidate), std::nullopt) << baseline << candidate;
  }
  EXPECT_EQ(witnesses.AddSeries("a", "c"), 0u);
  EXPECT_EQ(witnesses.AddSeries("c", "a"), 1u);
  EXPECT_EQ(witnesses.AddSeries("b", "c"), 2u);
  EXPECT_EQ(witnesses.AddSeries("a", "c"), 0u) << "it is there already";
  EXPECT_EQ(witnesses.series_count(), 3u);
  witnesses.Choose();
  EXPECT_FALSE(witnesses.any()) << "none has a value";
}

TEST(Witnesses, ExpectWhatTheirDistancesSayInEitherDirection) {
  for (const Names& of_a : {Names("a", "c"), Names("c", "a")}) {
    for (const Names& of_b : {Names("b", "c"), Names("c", "b")}) {
      const Witnesses witnesses = Heard({of_a, of_b}, {{1.0, 3.0}});
      EXPECT_EQ(witnesses.ExpectedChange(Values{1.0, 3.0}, 9), 2);
      EXPECT_EQ(witnesses.ExpectedChange(Values{1.0}, 9), 9 - 1) << "the other is not known";
      EXPECT_EQ(witnesses.ExpectedChange(Values(), 9), 0);
      EXPECT_EQ(witnesses.PairDistance(Values{1.0, 3.0}, std::nullopt), 4);
      EXPECT_EQ(witnesses.PairDistance(Values{1.0, 3.0}, 2), 2);
    }
  }
}

TEST(Witnesses, ReadTheSeriesOfMoreValuesAndBetweenEqualsThatOfThePairsBaseline) {
  EXPECT_EQ(Heard({{"a", "c"}, {"c", "a"}}, {{1.0, 2.0}}).PairDistance(Values{1.0, 2.0}, {}),
            std::nullopt);
  const auto expected = [](const Witnesses& witnesses) {
    return witnesses.ExpectedChange(Values{1.0, 2.0}, 9);
  };
  EXPECT_EQ(expected(Heard({{"a", "c"}, {"c", "a"}}, {{1.0, 2.0}})), 9 - 1);
  EXPECT_EQ(expected(Heard({{"c", "a"}, {"a", "c"}}, {{1.0, 2.0}})), 9 - 2);
  EXPECT_EQ(expected(Heard({{"a", "c"}, {"c", "a"}}, {{1.0, 2.0}, {std::nullopt, 2.0}})), 9 - 2);
}

TEST(Witnesses, DoNotReadWhatMayNotBeRead) {
  Witnesses witnesses("a", "b");
  witnesses.AddSeries("a", "c");
  witnesses.AddSeries("c", "a");
  for (int i = 0; i < 3; ++i) witnesses.Count(i == 0 ? Values{1.0, 2.0} : Values{1.0});
  witnesses.Choose([](std::size_t series) { return series == 1; });
  EXPECT_EQ(witnesses.ExpectedChange(Values{1.0, 2.0}, 9), 9 - 2);
}

// Of mean distance 2 and 4: the first weighs four times as much.
TEST(Witnesses, WeighTheSameInWhateverOrderTheyCame) {
  const std::vector<Names> series = {{"a", "c"}, {"b", "c"}, {"a", "e"}, {"b", "e"}};
  const Values item = {1.0, 3.0, 4.5, 3.5};
  const Values reversed(item.rbegin(), item.rend());
  EXPECT_DOUBLE_EQ(Heard(series, {item}).ExpectedChange(item, 9), (4 * 2 - 1) / 5.0);
  EXPECT_EQ(Heard({series.rbegin(), series.rend()}, {reversed}).ExpectedChange(reversed, 9),
            Heard(series, {item}).ExpectedChange(item, 9));
}

}  // namespace
}  // namespace winnow::release
