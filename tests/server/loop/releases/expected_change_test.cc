// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The change that a gate expects of items: pushed, or made of pushed distances.
#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/server/loop/releases/release_bed.h"

namespace winnow::loop::testing {
namespace {

constexpr int kItems = 400;

using Values = std::function<std::optional<double>(int)>;

// What a pipeline says of a pair of releases, by the number of the candidate.
struct Push {
  std::string baseline;
  std::string candidate;
  Values values;
  std::string signal = "pair_disagreement";
};

// A release of which a fifth of the items is drawn: every other item has an error more. The pair
// is 3 apart for each item, where it is `compared`.
class Release {
 public:
  explicit Release(bool compared = true) : bed_(1, 0) {
    std::vector<v1::Candidate> candidates;
    for (int i = 0; i < kItems; ++i) {
      candidates.push_back(bed_.Testable(i));
      if (!compared) candidates.back().mutable_signals()->DeleteSubrange(0, 1);
    }
    EXPECT_EQ(bed_.Upsert(candidates).accepted(), candidates.size());
    bed_.Evaluate("budget: 80");
    EXPECT_TRUE(bed_.CreateRelease().ok());
    EXPECT_TRUE(bed_.Submit([](int i) { return Errors{1, 1.0 + i % 2}; }).ok());
    bed_.clock().Advance(absl::Hours(1));
  }

  void Add(const Push& push) {
    v1::BatchPushSignalsRequest request;
    request.set_queue("queues/q");
    for (int i = 0; i < kItems; ++i) {
      const std::optional<double> value = push.values(i);
      if (!value.has_value()) continue;
      v1::SignalRow& row = *request.add_rows();
      row.set_candidate_id(absl::StrCat("c", i));
      v1::Signal& signal = *row.add_signals();
      signal.set_name(push.signal);
      signal.set_baseline_release(push.baseline);
      signal.set_candidate_release(push.candidate);
      signal.set_value(*value);
    }
    const auto pushed = bed_.Call(&Loop::ingest, &Ingest::BatchPushSignals, request);
    ASSERT_TRUE(pushed.ok()) << pushed.status();
    ASSERT_EQ(pushed->result().accepted(), static_cast<uint32_t>(request.rows_size()));
  }
  void Expect(const Values& values) { Add({"a", "b", values, "expected_change"}); }

  // All numbers of the verdict, to the last bit.
  std::string Numbers() {
    std::string numbers;
    const v1::ReleaseVerdict verdict = Verdict();
    for (const v1::Comparison& comparison : verdict.comparisons())
      absl::StrAppend(&numbers, comparison.SerializeAsString());
    return numbers;
  }
  // Of the frame interval over all.
  double Width() {
    const v1::Comparison all = ComparisonOf(Verdict(), "");
    return all.frame_upper() - all.frame_lower();
  }
  // Only for drawn items, or only for the others.
  Values Of(bool drawn, Values values) const {
    return [this, drawn, values = std::move(values)](int i) {
      const auto& sampled = bed_.sampled();
      const bool is_drawn =
          std::find(sampled.begin(), sampled.end(), absl::StrCat("c", i)) != sampled.end();
      return is_drawn == drawn ? values(i) : std::nullopt;
    };
  }

 private:
  v1::ReleaseVerdict Verdict() {
    const auto verdict = bed_.Gate();
    EXPECT_TRUE(verdict.ok()) << verdict.status();
    return verdict.ok() ? *verdict : v1::ReleaseVerdict();
  }

  ReleaseBed bed_;
};

std::string NumbersWith(const std::vector<Push>& pushes) {
  Release release;
  for (const Push& push : pushes) release.Add(push);
  return release.Numbers();
}
std::string NumbersExpecting(const Values& values) {
  return NumbersWith({{"a", "b", values, "expected_change"}});
}

// Two witnesses, c of mean distance 2 and e of 4, so that c weighs four times as much. By c, odd
// items get worse by 1 and even ones better; by e, half of each get worse by 1.
double SeenByC(int i) { return i % 2 == 1 ? 1 : -1; }
double SeenByE(int i) { return i / 2 % 2; }
std::optional<double> FromAToC(int i) { return 2 - SeenByC(i) / 2; }
std::optional<double> FromBToC(int i) { return 2 + SeenByC(i) / 2; }
std::optional<double> FromAToE(int i) { return 4 - SeenByE(i) / 2; }
std::optional<double> FromBToE(int i) { return 4 + SeenByE(i) / 2; }
double SeenByBoth(int i) { return 0.8 * SeenByC(i) + 0.2 * SeenByE(i); }

// FromBToE has a mean of 4.25, FromAToE of 3.75: together 4.
std::vector<Push> BothWitnesses() {
  return {{"a", "c", FromAToC}, {"b", "c", FromBToC}, {"a", "e", FromAToE}, {"b", "e", FromBToE}};
}

TEST(ExpectedChangeOfAGate, OfDistancesIsThatWhichAPipelineWouldPush) {
  EXPECT_EQ(NumbersWith(BothWitnesses()), NumbersExpecting(SeenByBoth));
  EXPECT_NE(NumbersWith(BothWitnesses()), NumbersWith({}));
}

TEST(ExpectedChangeOfAGate, MakesIntervalsShortWhereWitnessesSeeWhatLabelsSay) {
  Release release;
  const double before = release.Width();
  release.Add({"a", "c", FromAToC});
  release.Add({"b", "c", FromBToC});
  EXPECT_LT(release.Width(), before / 10);
}

TEST(ExpectedChangeOfAGate, TakesDistancesInEitherDirection) {
  EXPECT_EQ(NumbersWith({{"c", "a", FromAToC}, {"b", "c", FromBToC}}), NumbersExpecting(SeenByC));
  EXPECT_EQ(NumbersWith({{"a", "c", FromAToC}, {"c", "b", FromBToC}}), NumbersExpecting(SeenByC));
}

TEST(ExpectedChangeOfAGate, DoesNotDependOnWhichWitnessCameFirst) {
  std::vector<Push> pushes = BothWitnesses();
  std::reverse(pushes.begin(), pushes.end());
  EXPECT_EQ(NumbersWith(pushes), NumbersWith(BothWitnesses()));
}

TEST(ExpectedChangeOfAGate, IsThePushedOneWhereThereIsOne) {
  const Values pushed = [](int i) { return i % 3; };
  Release release;
  release.Expect(pushed);
  const std::string numbers = release.Numbers();
  for (const Push& push : BothWitnesses()) release.Add(push);
  EXPECT_EQ(release.Numbers(), numbers);
}

TEST(ExpectedChangeOfAGate, IsMadeOfDistancesForItemsWithoutAPushedOne) {
  Release release;
  for (const Push& push : BothWitnesses()) release.Add(push);
  release.Expect([](int i) { return i % 5 == 0 ? std::optional<double>(i % 3) : std::nullopt; });
  EXPECT_EQ(release.Numbers(),
            NumbersExpecting([](int i) { return i % 5 == 0 ? i % 3 : SeenByBoth(i); }));
}

TEST(ExpectedChangeOfAGate, IsMadeOfDistancesWhereThePushedOneTellsOfTheDraw) {
  Release release;
  for (const Push& push : BothWitnesses()) release.Add(push);
  release.Expect(release.Of(true, [](int i) { return i % 3; }));
  EXPECT_EQ(release.Numbers(), NumbersExpecting(SeenByBoth));
}

TEST(ExpectedChangeOfAGate, TakesNoDistancesThatTellOfTheDraw) {
  Release release;
  const std::string before = release.Numbers();
  release.Add({"a", "c", release.Of(true, FromAToC)});
  release.Add({"b", "c", release.Of(true, FromBToC)});
  EXPECT_EQ(release.Numbers(), before);
  // Late for all of them alike.
  release.Add({"a", "c", release.Of(false, FromAToC)});
  release.Add({"b", "c", release.Of(false, FromBToC)});
  EXPECT_EQ(release.Numbers(), NumbersExpecting(SeenByC));
}

TEST(ExpectedChangeOfAGate, TakesTheOneOfTwoDistancesThatDoesNotTellOfTheDraw) {
  Release release;
  release.Add({"a", "c", FromAToC});
  release.Add({"b", "c", release.Of(true, FromBToC)});
  // The middle of what the triangle leaves, of a pair that is 3 apart.
  EXPECT_EQ(release.Numbers(), NumbersExpecting([](int i) { return 3 - *FromAToC(i); }));
}

TEST(ExpectedChangeOfAGate, TakesTheSeriesOfMoreValuesWhereTwoGiveOneDistance) {
  const Values wrong = [](int i) { return i % 7; };
  const Values wrong_for_some = [](int i) {
    return i < 300 ? std::optional<double>(i % 7) : std::nullopt;
  };
  EXPECT_EQ(NumbersWith({{"a", "c", wrong_for_some}, {"c", "a", FromAToC}, {"b", "c", FromBToC}}),
            NumbersExpecting(SeenByC));
  EXPECT_EQ(NumbersWith({{"c", "a", wrong}, {"a", "c", FromAToC}, {"b", "c", FromBToC}}),
            NumbersExpecting(SeenByC))
      << "of as many, the one that has the release of the pair for its baseline";
  Release release;
  release.Add({"a", "c", release.Of(true, wrong)});
  release.Add({"c", "a", release.Of(true, FromAToC)});
  release.Add({"c", "a", release.Of(false, FromAToC)});
  release.Add({"b", "c", FromBToC});
  EXPECT_EQ(release.Numbers(), NumbersExpecting(SeenByC)) << "never one that tells of the draw";
}

TEST(ExpectedChangeOfAGate, HearsAWitnessOfFewValuesWhereItHasThem) {
  const auto few = [](const Values& values) {
    return [values](int i) { return i < 8 ? values(i) : std::nullopt; };
  };
  EXPECT_EQ(NumbersWith({{"a", "c", FromAToC},
                         {"b", "c", FromBToC},
                         {"a", "e", few(FromAToE)},
                         {"b", "e", few(FromBToE)}}),
            NumbersExpecting([](int i) { return i < 8 ? SeenByBoth(i) : SeenByC(i); }));
}

TEST(ExpectedChangeOfAGate, IsNoneWithoutWitnesses) {
  EXPECT_EQ(NumbersWith({{"c", "e", FromAToC}, {"b", "a", FromBToC}}), NumbersWith({}));
}

TEST(ExpectedChangeOfAGate, TakesTheWayRoundAWitnessForAPairThatNobodyCompared) {
  Release release(false);
  release.Add({"a", "c", FromAToC});
  release.Add({"b", "c", FromBToC});
  release.Add({"a", "e", [](int) { return 1; }});
  // Of mean distance 1, e weighs four times as much. The way round c is 4.
  Release expecting(false);
  expecting.Expect([](int i) { return 0.2 * SeenByC(i) + 0.8 * (4 - 1); });
  EXPECT_EQ(release.Numbers(), expecting.Numbers());
}

}  // namespace
}  // namespace winnow::loop::testing
