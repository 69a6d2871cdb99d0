// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/access/pattern.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace winnow::access {
namespace {

// All texts over {a, b, *} of at most `length` characters.
std::vector<std::string> Texts(size_t length, const std::string& letters) {
  std::vector<std::string> all = {""};
  for (size_t begin = 0; length > 0; --length) {
    const size_t end = all.size();
    for (; begin < end; ++begin) {
      for (const char letter : letters) all.push_back(all[begin] + letter);
    }
  }
  return all;
}

// By the meaning of the words: a star stands for each prefix of the rest.
bool NaiveMatches(absl::string_view pattern, absl::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] != '*') {
    return !text.empty() && text[0] == pattern[0] &&
           NaiveMatches(pattern.substr(1), text.substr(1));
  }
  for (size_t i = 0; i <= text.size(); ++i) {
    if (NaiveMatches(pattern.substr(1), text.substr(i))) return true;
  }
  return false;
}

TEST(Pattern, MatchesWhatTheMeaningOfAStarSays) {
  for (const std::string& pattern : Texts(5, "ab*")) {
    for (const std::string& text : Texts(5, "ab")) {
      ASSERT_EQ(Matches(pattern, text), NaiveMatches(pattern, text)) << pattern << " " << text;
    }
  }
}

TEST(Pattern, CoversOnlyWhatItMatchesAllOf) {
  const std::vector<std::string> texts = Texts(5, "ab");
  for (const std::string& outer : Texts(4, "ab*")) {
    for (const std::string& inner : Texts(4, "ab*")) {
      if (!Covers(outer, inner)) continue;
      for (const std::string& text : texts) {
        ASSERT_LE(Matches(inner, text), Matches(outer, text)) << outer << " " << inner;
      }
    }
  }
  EXPECT_TRUE(Covers("*", "a*b"));
  EXPECT_TRUE(Covers("a*", "ab*"));
  EXPECT_FALSE(Covers("ab*", "a*"));
  EXPECT_FALSE(Covers("ab", "*"));
}

TEST(Pattern, TakesNoLongerForAPatternThatIsMeantToBeSlow) {
  // Backtracking over all stars would not end.
  std::string pattern;
  for (int i = 0; i < 100; ++i) pattern += "*a";
  EXPECT_FALSE(Matches(pattern + "*b", std::string(256, 'a')));
}

}  // namespace
}  // namespace winnow::access
