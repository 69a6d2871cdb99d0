// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/label_studio_config.h"
#include "client/label_studio_label.h"
#include "client/label_studio_task.h"

namespace winnow::client {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

// A criterion of each kind.
v1::RubricRevision Dictation() {
  v1::RubricRevision revision;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(name: "rubrics/dictation@3"
           rubric {
             criteria {
               name: "usable"
               flag {}
               required: true
               description: "Usable? <yes> & \"no\""
             }
             criteria {
               name: "word_errors"
               score { max: 1234567 whole: true }
             }
             criteria {
               name: "overall"
               score { min: 1 max: 5 whole: true }
               required: true
             }
             criteria {
               name: "delay"
               score { min: -0.5 max: 2 }
             }
             criteria {
               name: "severity"
               category { values: "none" values: "minor" values: "major" }
             }
           })pb",
      &revision));
  return revision;
}

// Written anew with WINNOW_UPDATE_GOLDEN=1; tests/foreign/labeling_formats.py checks the file.
TEST(LabelStudioConfig, HasAControlForEachCriterionUnderItsName) {
  const std::string path = WINNOW_SOURCE_DIR "/tests/client/label_studio.golden.xml";
  const std::string config = LabelStudioConfig(Dictation());
  if (std::getenv("WINNOW_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << config;
  std::ostringstream golden;
  golden << std::ifstream(path).rdbuf();
  EXPECT_EQ(config, golden.str());
}

// What Label Studio writes for a task that two people annotated.
std::string Task(const std::string& annotations) {
  return absl::StrCat(
      R"({"id":7,"inner_id":1,"project":3,"updated_by":9,"predictions":[{"score":1}],
    "data":{"candidate_id":"c1","audio":"s3://b/c1","batch":"queues/q/batches/b1",
            "rubric":"dictation@3","attributes":{}},
    "meta":{"queue":"queues/q"},"annotations":[)",
      annotations, "]}");
}

std::string Annotation(const std::string& result, const std::string& by = "12") {
  return absl::StrCat(R"({"id":1001,"completed_by":)", by,
                      R"(,"was_cancelled":false,"ground_truth":false,"lead_time":4.2,
    "created_at":"2026-11-01T10:00:00.5Z","updated_at":"2026-11-01T11:00:00.25Z","result":[)",
                      result, "]}");
}

TEST(LabelStudioTask, IsReadWithItsAnnotations) {
  LabelStudioTask task;
  const Defect defect = ReadLabelStudioTask(
      Task(absl::StrCat(
          Annotation(
              R"({"id":"a","from_name":"usable","to_name":"Audio","type":"choices","origin":"manual",
                  "value":{"choices":["yes"]}},
                 {"from_name":"overall","to_name":"Audio","type":"rating","value":{"rating":4}})"),
          ",", Annotation("", R"({"id":3,"email":"ada@example.com","first_name":"Ada"})"),
          R"(,{"was_cancelled":true,"completed_by":1,"result":[]})")),
      task);
  ASSERT_FALSE(defect.has_value()) << defect->field << " " << defect->message;
  EXPECT_EQ(task.candidate_id, "c1");
  EXPECT_EQ(task.batch, "queues/q/batches/b1");
  EXPECT_EQ(task.rubric, "dictation@3");
  ASSERT_THAT(task.annotations, SizeIs(3));
  EXPECT_EQ(task.annotations[0].user, "12");
  EXPECT_EQ(task.annotations[0].time->seconds(), 1793530800);
  EXPECT_EQ(task.annotations[0].time->nanos(), 250'000'000);
  ASSERT_THAT(task.annotations[0].answers, SizeIs(2));
  EXPECT_EQ(task.annotations[0].answers[1].number, 4);
  EXPECT_EQ(task.annotations[1].user, "3");
  EXPECT_TRUE(task.annotations[2].is_skipped);
  EXPECT_THAT(task.annotations[0].row, Not(HasSubstr("ada@")));
  // A row of its own can be read again.
  LabelStudioTask again;
  EXPECT_FALSE(ReadLabelStudioTask(task.annotations[1].row, again).has_value());
  ASSERT_THAT(again.annotations, SizeIs(1));
  EXPECT_EQ(again.annotations[0].user, "3");
}

TEST(LabelStudioTask, SaysWhatOfItCannotBeUsed) {
  struct Case {
    const char* text;
    const char* field;
  };
  for (const Case& c :
       {Case{R"({"id":1,"candidate_id":"c1"})", "data"}, Case{R"({"data":[]})", "data"},
        Case{R"({"data":{"batch":"b","rubric":"r"}})", "data.candidate_id"},
        Case{R"({"data":{"candidate_id":"a b","batch":"b","rubric":"r"}})", "data.candidate_id"},
        Case{R"({"data":{"candidate_id":"a","batch":3,"rubric":"r"}})", "data.batch"},
        Case{R"({"data":{"candidate_id":"a","batch":"b"}})", "data.rubric"},
        Case{R"({"data":{"candidate_id":"a","batch":"b","rubric":"r"}})", "annotations"}}) {
    LabelStudioTask task;
    const Defect defect = ReadLabelStudioTask(c.text, task);
    ASSERT_TRUE(defect.has_value()) << c.text;
    EXPECT_EQ(defect->field, c.field) << c.text;
  }
  for (const Case& c :
       {Case{R"({"result":[]})", "completed_by"},
        Case{R"({"completed_by":"ada@example.com","result":[]})", "completed_by"},
        Case{R"({"completed_by":{"email":"ada@example.com"},"result":[]})", "completed_by"},
        Case{R"({"completed_by":-1,"result":[]})", "completed_by"},
        Case{R"({"completed_by":1,"updated_at":"yesterday","result":[]})", "updated_at"},
        Case{R"({"completed_by":1,"created_at":5,"result":[]})", "created_at"},
        Case{R"({"completed_by":1})", "result"},
        Case{R"({"completed_by":1,"result":[{"type":"relation","from_id":"a"}]})", "result"},
        Case{R"(17)", "completed_by"}}) {
    LabelStudioTask task;
    ASSERT_FALSE(ReadLabelStudioTask(Task(c.text), task).has_value()) << c.text;
    ASSERT_THAT(task.annotations, SizeIs(1));
    ASSERT_TRUE(task.annotations[0].defect.has_value()) << c.text;
    EXPECT_EQ(task.annotations[0].defect->field, c.field) << c.text;
    EXPECT_THAT(task.annotations[0].defect->message, Not(HasSubstr("ada")));
  }
}

LabelStudioAnswer Choice(const std::string& control, std::vector<std::string> choices) {
  return {control, "choices", std::move(choices), {}};
}
LabelStudioAnswer Number(const std::string& control, double number) {
  return {control, "number", {}, number};
}

TEST(LabelStudioValues, AreOfTheKindThatTheRubricSays) {
  v1::Label label;
  const Defect defect = ReadLabelStudioValues({Choice("usable", {"no"}),
                                               Number("word_errors", 12),
                                               {"overall", "rating", {}, 5},
                                               Number("delay", 0.25),
                                               Choice("severity", {"minor"}),
                                               {"transcript", "textarea", {}, {}}},
                                              Dictation().rubric(), {"transcript"}, label);
  ASSERT_FALSE(defect.has_value()) << defect->field << " " << defect->message;
  EXPECT_EQ(label.values().size(), 5u);
  EXPECT_TRUE(label.values().at("usable").has_flag());
  EXPECT_FALSE(label.values().at("usable").flag());
  EXPECT_EQ(label.values().at("word_errors").number(), 12);
  EXPECT_EQ(label.values().at("overall").number(), 5);
  EXPECT_EQ(label.values().at("delay").number(), 0.25);
  EXPECT_EQ(label.values().at("severity").category(), "minor");
}

TEST(LabelStudioValues, ThatTheRubricDoesNotAllowAreNamed) {
  struct Case {
    LabelStudioAnswer answer;
    const char* field;
    const char* message;
  };
  const std::vector<Case> cases = {
      {Choice("transcript", {"x"}), "values.transcript", "--other-controls"},
      {Choice("\x1b[31m ada", {"x"}), "values.(a key that is no name)", "no criterion"},
      {Choice("severity", {"huge"}), "values.severity", "one of none, minor, major"},
      {Choice("severity", {"none", "minor"}), "values.severity", "one choice"},
      {Number("severity", 1), "values.severity", "Choices control"},
      {Choice("usable", {"true"}), "values.usable", "one of yes, no"},
      {Choice("word_errors", {"1"}), "values.word_errors", "Number or Rating"},
      {{"word_errors", "number", {}, {}}, "values.word_errors", "has to be a number"},
      {Number("word_errors", 1234568), "values.word_errors", "from 0 to 1234567"},
      {Number("word_errors", 0.5), "values.word_errors", "whole number"},
      {Number("delay", -0.6), "values.delay", "from -0.5 to 2"},
      {Number("overall", 3), "values.usable", "is required"},
      {Choice("usable", {}), "values.usable", "is required"}};
  for (const Case& c : cases) {
    v1::Label label;
    const Defect defect = ReadLabelStudioValues({c.answer}, Dictation().rubric(), {}, label);
    ASSERT_TRUE(defect.has_value()) << c.field;
    EXPECT_EQ(defect->field, c.field);
    EXPECT_THAT(defect->message, HasSubstr(c.message));
  }
  v1::Label label;
  const Defect twice = ReadLabelStudioValues({Choice("usable", {"no"}), Choice("usable", {"yes"})},
                                             Dictation().rubric(), {}, label);
  ASSERT_TRUE(twice.has_value());
  EXPECT_THAT(twice->message, HasSubstr("twice"));
}

}  // namespace
}  // namespace winnow::client
