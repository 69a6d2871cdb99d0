// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/log_line.h"

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <iostream>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "tests/testing/seed.h"

namespace winnow::ops {
namespace {

using ::testing::EndsWith;

const absl::Time kTime = absl::FromUnixMicros(1767225600123456);

std::string Render(LogFormat format, const std::vector<LogField>& fields) {
  return RenderLogLine(format, {.time = kTime, .name = "batch_leased", .fields = fields});
}

TEST(LogLine, IsOneJsonObject) {
  EXPECT_EQ(
      Render(LogFormat::kJson, {{"queue", "asr"},
                                {"items", 1000},
                                {"epoch", std::numeric_limits<uint64_t>::max()},
                                {"delta", int64_t{-5}},
                                {"replayed", false},
                                {"ratio", 0.25},
                                {"wait_s", absl::Milliseconds(1500)}}),
      "{\"time\":\"2026-01-01T00:00:00.123456Z\",\"level\":\"info\",\"event\":\"batch_leased\","
      "\"queue\":\"asr\",\"items\":1000,\"epoch\":18446744073709551615,\"delta\":-5,"
      "\"replayed\":false,\"ratio\":0.25,\"wait_s\":1.5}");
}

TEST(LogLine, IsReadableTextOnATerminal) {
  EXPECT_EQ(
      Render(LogFormat::kText, {{"queue", "asr"}, {"items", 7}, {"note", "two words"}}),
      "2026-01-01T00:00:00.123456Z info    batch_leased queue=asr items=7 note=\"two words\"");
}

TEST(LogLine, NamesEveryLevel) {
  const std::pair<LogLevel, const char*> levels[] = {{LogLevel::kDebug, "debug"},
                                                     {LogLevel::kInfo, "info"},
                                                     {LogLevel::kWarning, "warning"},
                                                     {LogLevel::kError, "error"}};
  for (const auto& [level, name] : levels) EXPECT_EQ(LogLevelName(level), name);
}

// The oracle: protobuf's JSON parser, which is strict about strings and UTF-8.
std::string ReadBack(const std::string& line, const std::string& key) {
  google::protobuf::Struct object;
  const auto status = google::protobuf::util::JsonStringToMessage(line, &object);
  EXPECT_TRUE(status.ok()) << status.ToString() << "\n" << line;
  return object.fields().at(key).string_value();
}

TEST(LogLine, CarriesEveryStringThroughJson) {
  const unsigned seed = winnow::testing::Seed();
  std::cout << "seed " << seed << "\n";
  std::mt19937 random(seed);
  const std::vector<std::string> pieces = {"a",
                                           "\"",
                                           "\\",
                                           "\n",
                                           "\r",
                                           "\t",
                                           std::string(1, '\0'),
                                           "\x1f",
                                           "\x7f",
                                           "\xc3\xa4",
                                           "\xf0\x9f\x98\x80",
                                           "/",
                                           "<"};
  for (int round = 0; round < 500; ++round) {
    std::string value;
    for (unsigned i = random() % 20; i > 0; --i) value += pieces[random() % pieces.size()];
    const std::string line = Render(LogFormat::kJson, {{"value", value}});
    EXPECT_EQ(ReadBack(line, "value"), value);
    EXPECT_EQ(line.find_first_of(std::string("\0\n\r", 3)), std::string::npos);
  }
}

TEST(LogLine, StaysValidWhateverBytesAValueHolds) {
  const unsigned seed = winnow::testing::Seed();
  std::cout << "seed " << seed << "\n";
  std::mt19937 random(seed);
  for (int round = 0; round < 500; ++round) {
    std::string value(random() % 40, '\0');
    for (char& c : value) c = static_cast<char>(random());
    ReadBack(Render(LogFormat::kJson, {{"value", value}}), "value");
    const std::string text = Render(LogFormat::kText, {{"value", value}});
    for (const char c : text) EXPECT_GE(static_cast<unsigned char>(c), 0x20) << text;
  }
}

TEST(LogLine, CutsALongValueBetweenCharacters) {
  for (size_t prefix = 0; prefix < 4; ++prefix) {
    std::string value(prefix, 'x');
    while (value.size() < 2 * kMaxLogValueBytes) value += "\xf0\x9f\x98\x80";
    const std::string read = ReadBack(Render(LogFormat::kJson, {{"value", value}}), "value");
    EXPECT_LE(read.size(), kMaxLogValueBytes + 3);
    EXPECT_GE(read.size(), kMaxLogValueBytes - 4);
    EXPECT_THAT(read, EndsWith("\x80..."));
    EXPECT_EQ(read.find("\xef\xbf\xbd"), std::string::npos);
  }
  const std::string fits(kMaxLogValueBytes, 'x');
  EXPECT_EQ(ReadBack(Render(LogFormat::kJson, {{"value", fits}}), "value"), fits);
}

TEST(LogLine, WritesNumbersThatJsonDoesNotHaveAsStrings) {
  EXPECT_EQ(ReadBack(Render(LogFormat::kJson, {{"value", std::nan("")}}), "value"), "nan");
  EXPECT_EQ(ReadBack(Render(LogFormat::kJson, {{"value", -HUGE_VAL}}), "value"), "-inf");
}

TEST(LogLine, TextCannotBeForgedByAValue) {
  const std::string line = Render(LogFormat::kText, {{"a", "1 b=2"}, {"c", "x\ny"}, {"d", ""}});
  EXPECT_THAT(line, EndsWith("a=\"1 b=2\" c=\"x\\ny\" d=\"\""));
}

}  // namespace
}  // namespace winnow::ops
