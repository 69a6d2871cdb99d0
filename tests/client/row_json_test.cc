// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "client/label_json.h"
#include "client/signal_json.h"

namespace winnow::client {
namespace {

template <typename Message, typename Read>
Defect Parse(const std::string& line, Message& out, Read read) {
  JsonRow row;
  Defect defect = row.Parse(line);
  return defect.has_value() ? defect : read(row, out);
}

Defect ParseSignals(const std::string& line, v1::SignalRow& out) {
  return Parse(line, out, [](const JsonRow& row, v1::SignalRow& message) {
    return ReadSignalRow(row, {}, message);
  });
}

Defect ParseLabel(const std::string& line, v1::Label& out) { return Parse(line, out, ReadLabel); }

TEST(SignalJson, ReadsNumbersAndObjects) {
  v1::SignalRow row;
  const Defect defect = ParseSignals(
      R"({"candidate_id":"c1","signals":{"a":-0.5,"b":{"value":7,"scorer":"s"}}})", row);
  ASSERT_FALSE(defect.has_value()) << defect->message;
  EXPECT_EQ(row.candidate_id(), "c1");
  ASSERT_EQ(row.signals_size(), 2);
  EXPECT_EQ(row.signals(0).name(), "a");
  EXPECT_DOUBLE_EQ(row.signals(0).value(), -0.5);
  EXPECT_EQ(row.signals(1).scorer(), "s");
}

TEST(SignalJson, RefusesRowsThatSayNothing) {
  const struct {
    const char* line;
    const char* field;
  } rows[] = {{R"({"candidate_id":"c1"})", "signals"},
              {R"({"candidate_id":"c1","signals":{}})", "signals"},
              {R"({"signals":{"a":1}})", "candidate_id"},
              {R"({"candidate_id":"c1","signals":{"a":1},"slice":"s"})", "slice"}};
  for (const auto& bad : rows) {
    v1::SignalRow row;
    const Defect defect = ParseSignals(bad.line, row);
    ASSERT_TRUE(defect.has_value()) << bad.line;
    EXPECT_EQ(defect->field, bad.field) << bad.line;
  }
}

TEST(LabelJson, ReadsNumbersFlagsAndCategories) {
  v1::Label label;
  const Defect defect = ParseLabel(
      R"({"candidate_id":"c1","rubric":"asr@1","annotator":"0123456789abcdef","vendor":"v1",)"
      R"("values":{"word_errors":3,"intelligible":false,"severity":"minor"},)"
      R"("time":"2026-11-22T10:00:00Z"})",
      label);
  ASSERT_FALSE(defect.has_value()) << defect->message;
  EXPECT_EQ(label.rubric(), "asr@1");
  EXPECT_EQ(label.annotator(), "0123456789abcdef");
  EXPECT_EQ(label.vendor(), "v1");
  EXPECT_EQ(label.values().at("word_errors").number(), 3);
  ASSERT_EQ(label.values().at("intelligible").kind_case(), v1::LabelValue::kFlag);
  EXPECT_FALSE(label.values().at("intelligible").flag());
  EXPECT_EQ(label.values().at("severity").category(), "minor");
  EXPECT_EQ(label.label_time().seconds(), 1795341600);
}

TEST(LabelJson, RefusesWhatNoLabelIs) {
  const struct {
    const char* line;
    const char* field;
  } rows[] = {
      {R"({"rubric":"r@1","annotator":"a","values":{"x":1}})", "candidate_id"},
      {R"({"candidate_id":"c","annotator":"a","values":{"x":1}})", "rubric"},
      {R"({"candidate_id":"c","rubric":"r@1","values":{"x":1}})", "annotator"},
      {R"({"candidate_id":"c","rubric":"r@1","annotator":"a"})", "values"},
      {R"({"candidate_id":"c","rubric":"r@1","annotator":"a","values":{}})", "values"},
      {R"({"candidate_id":"c","rubric":"r@1","annotator":"a","values":3})", "values"},
      {R"({"candidate_id":"c","rubric":"r@1","annotator":"a","values":{"x":null}})", "values.x"},
      {R"({"candidate_id":"c","rubric":"r@1","annotator":"a","values":{"x":{"y":1}}})", "values.x"},
      {R"({"candidate_id":"c","rubric":"r@1","annotator":"a","values":{"x":1},"text":"t"})",
       "text"},
      {R"({"candidate_id":"c","rubric":"r@1","annotator":"a","values":{"x":1},"time":1})", "time"}};
  for (const auto& bad : rows) {
    v1::Label label;
    const Defect defect = ParseLabel(bad.line, label);
    ASSERT_TRUE(defect.has_value()) << bad.line;
    EXPECT_EQ(defect->field, bad.field) << bad.line;
  }
}

}  // namespace
}  // namespace winnow::client
