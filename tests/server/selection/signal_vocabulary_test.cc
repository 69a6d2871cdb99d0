// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/signal_vocabulary.h"

#include <algorithm>
#include <limits>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace winnow::selection {
namespace {

using ::testing::HasSubstr;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

TEST(SignalVocabulary, IsSortedAndAcceptsTheEndsOfEachRange) {
  const auto table = SignalVocabulary();
  EXPECT_TRUE(std::is_sorted(table.begin(), table.end(),
                             [](const auto& a, const auto& b) { return a.name < b.name; }));
  for (const SignalSpec& spec : table) {
    EXPECT_EQ(CheckSignalName(spec.name), std::nullopt) << spec.name;
    EXPECT_EQ(CheckSignalValue(spec.name, spec.min), std::nullopt) << spec.name;
    EXPECT_EQ(CheckSignalValue(spec.name, spec.max), std::nullopt) << spec.name;
  }
}

// S2.1: NaN, infinity and out-of-range are refused at the door.
TEST(CheckSignalValue, RefusesWhatIsNotFiniteOrOutOfRange) {
  for (const SignalSpec& spec : SignalVocabulary()) {
    for (const double value : {kNan, kInf, -kInf, spec.min - 0.001, spec.max + 0.001, 0x1p63}) {
      EXPECT_TRUE(CheckSignalValue(spec.name, value).has_value()) << spec.name << " " << value;
    }
  }
}

TEST(CheckSignalValue, SaysWhichValuesASignalMayHave) {
  EXPECT_THAT(std::string(*CheckSignalValue("confidence", 1.5)), HasSubstr("between 0 and 1"));
  EXPECT_THAT(std::string(*CheckSignalValue("daily_sessions", -1)), HasSubstr("not be negative"));
  EXPECT_THAT(std::string(*CheckSignalValue("x_own", kNan)), HasSubstr("finite"));
  EXPECT_EQ(CheckSignalValue("x_own", -5), std::nullopt);
  EXPECT_TRUE(CheckSignalValue("x_own", -1.1e9).has_value());
  EXPECT_TRUE(CheckSignalValue("mood", 1).has_value());
}

TEST(CheckSignalName, TakesOwnSignalsUnderTheirPrefixOnly) {
  EXPECT_EQ(CheckSignalName("x_own_signal_7"), std::nullopt);
  EXPECT_THAT(std::string(*CheckSignalName("mood")), HasSubstr("starts with x_"));
  EXPECT_THAT(std::string(*CheckSignalName("x_")), HasSubstr("no known signal"));
  for (const char* bad : {"", "X_own", "x_own-signal", "x_\xff", "7x"}) {
    EXPECT_THAT(std::string(*CheckSignalName(bad)), HasSubstr("must match")) << bad;
  }
  EXPECT_TRUE(CheckSignalName("x_" + std::string(63, 'a')).has_value());
}

TEST(FindSignal, MarksSignalsOfAPair) {
  for (const SignalSpec& spec : SignalVocabulary()) {
    EXPECT_EQ(spec.is_pair, spec.name == "pair_disagreement" || spec.name == "expected_change")
        << spec.name;
  }
  EXPECT_EQ(FindSignal("mood"), nullptr);
}

}  // namespace
}  // namespace winnow::selection
