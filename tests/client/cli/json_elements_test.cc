// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/json_elements.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace winnow::client::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr size_t kLongest = 100;

// The elements, and the error that ended them.
struct Split {
  std::vector<std::string> elements;
  std::string error;
};

Split SplitText(const std::string& text) {
  std::istringstream in(text);
  JsonElements reader(in, kLongest);
  JsonElement element;
  Split split;
  while (true) {
    const auto more = reader.Next(element);
    if (!more.ok()) split.error = std::string(more.status().message());
    if (!more.ok() || !*more) return split;
    split.elements.emplace_back(element.text);
    EXPECT_EQ(element.number, split.elements.size());
  }
}

TEST(JsonElements, AreThoseOfAnArray) {
  EXPECT_THAT(SplitText(" [ {\"a\": [1, {}]} ,\n{}\t,{\"b\":2}]\r\n ").elements,
              ElementsAre("{\"a\": [1, {}]}", "{}", "{\"b\":2}"));
  EXPECT_THAT(SplitText("[]").elements, IsEmpty());
  EXPECT_EQ(SplitText("[ ]\n").error, "");
}

TEST(JsonElements, AreObjectsOneAfterAnother) {
  EXPECT_THAT(SplitText("{\"a\":1}\n{\"a\":2}\n").elements, ElementsAre("{\"a\":1}", "{\"a\":2}"));
}

TEST(JsonElements, EndWhereTheirBracesDo) {
  EXPECT_THAT(SplitText(R"([{"a":"}]\"{"},{"b\\":"\\"}])").elements,
              ElementsAre(R"({"a":"}]\"{"})", R"({"b\\":"\\"})"));
}

TEST(JsonElements, SayWhichOneIsWrong) {
  const std::string deep(JsonElements::kDeepest, '[');
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "element 1: has to be a JSON object"},
      {"candidate,slice\n", "element 1: has to be"},
      {"[1]", "element 1: has to be"},
      {"[{},]", "element 2: has to be"},
      {"[{}", "element 2: the array breaks off"},
      {"[{} {}]", "element 2: the array breaks off"},
      {"[{},{\"a\":", "element 2: the file ends"},
      {"[{\"a\":\"}", "element 1: the file ends"},
      {"[{}] {}", "element 2: something follows"},
      {"[] x", "element 1: something follows"},
      {"{}{\"a\":1}x", "element 3: has to be"},
      {"[{\"a\":" + deep, "element 1: is nested too deep"},
      {absl::StrCat("[{\"a\":\"", std::string(kLongest, 'x'), "\"}]"),
       "element 1: is longer than 100 bytes"}};
  for (const auto& [text, error] : cases)
    EXPECT_THAT(SplitText(text).error, HasSubstr(error)) << text;
}

TEST(JsonElements, MayBeAsLongAsIsSaid) {
  const std::string element = absl::StrCat("{\"a\":\"", std::string(kLongest - 8, 'x'), "\"}");
  ASSERT_EQ(element.size(), kLongest);
  EXPECT_THAT(SplitText(element).elements, ElementsAre(element));
}

}  // namespace
}  // namespace winnow::client::cli
