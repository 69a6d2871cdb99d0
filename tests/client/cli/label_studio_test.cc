// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// `winnow label submit --from label-studio`: what is read, and what is wrong with a file.
#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "tests/client/cli/command_line.h"

namespace winnow::client::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kYes[] = R"({"from_name":"usable","type":"choices","value":{"choices":["yes"]}})";

// A task of batch b1 with these answers of one person.
std::string Task(const std::string& candidate, const std::string& result,
                 const std::string& batch = "b1", const std::string& rubric = "asr@1") {
  return absl::StrCat(R"({"id":1,"data":{"candidate_id":")", candidate,
                      R"(","batch":"queues/q/batches/)", batch, R"(","rubric":")", rubric,
                      R"("},"annotations":[{"completed_by":{"id":5,"email":"ada@example.com"},)",
                      R"("was_cancelled":false,"updated_at":"2026-11-01T11:00:00Z","result":[)",
                      result, "]}]}");
}

class LabelStudioSubmission : public ::testing::Test {
 protected:
  LabelStudioSubmission() {
    v1::RubricRevision rubric;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        R"pb(name: "rubrics/asr@1"
             rubric {
               criteria {
                 name: "usable"
                 flag {}
                 required: true
               }
               criteria {
                 name: "errors"
                 score { max: 9 whole: true }
               }
             })pb",
        &rubric));
    line_.registry.SetRubric(rubric);
    key_ = line_.Write("key", "sixteen bytes or more\n");
  }

  Outcome Submit(const std::string& file, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"label",
                                          "submit",
                                          "--queue",
                                          "q",
                                          "--batch",
                                          "b1",
                                          "--token",
                                          "tok",
                                          "--from",
                                          "label-studio",
                                          "-o",
                                          "jsonl",
                                          "--rejected",
                                          line_.folder.Join("bad"),
                                          line_.Write("export.json", file)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return line_.Run(arguments);
  }
  Outcome SubmitWithKey(const std::string& file, std::vector<std::string> more = {}) {
    more.insert(more.end(), {"--annotator-key", key_});
    return Submit(file, std::move(more));
  }

  CommandLine line_;
  std::string key_;
};

TEST_F(LabelStudioSubmission, AnnotationsAreLabelsOfPeopleUnderAKeyedHash) {
  const Outcome outcome = SubmitWithKey(
      absl::StrCat(
          "[", Task("c1", kYes), ",\n",
          Task("c2",
               absl::StrCat(
                   kYes, R"(,{"from_name":"errors","type":"number","value":{"number":3}})",
                   R"(,{"from_name":"transcript","type":"textarea","value":{"text":["x"]}})")),
          "]"),
      {"--vendor", "v1", "--other-controls", "transcript,notes"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(nlohmann::json::parse(outcome.out),
            nlohmann::json::parse(
                R"({"accepted":2,"done":0,"rejected":0,"open_items":0,"disputed":0,"skipped":0})"));
  const auto submissions = line_.review.submissions();
  ASSERT_EQ(submissions.size(), 1u);
  EXPECT_EQ(submissions[0].batch(), "queues/q/batches/b1");
  EXPECT_EQ(submissions[0].token(), "tok");
  const v1::Label& label = submissions[0].labels(1);
  EXPECT_EQ(label.candidate_id(), "c2");
  EXPECT_EQ(label.rubric(), "asr@1");
  EXPECT_EQ(label.vendor(), "v1");
  EXPECT_EQ(label.label_time().seconds(), 1793530800);
  EXPECT_EQ(label.values().size(), 2u);
  EXPECT_TRUE(label.values().at("usable").flag());
  EXPECT_EQ(label.values().at("errors").number(), 3);
  // printf 5 | openssl dgst -sha256 -hmac 'sixteen bytes or more' | cut -c1-32
  EXPECT_EQ(label.annotator(), "52bcfee0f09f1120a40377281a3d1066");
  EXPECT_THAT(submissions[0].DebugString(), Not(HasSubstr("ada")));
}

TEST_F(LabelStudioSubmission, SkippedAnnotationsAreReportedAndNotSubmitted) {
  const std::string skipped =
      R"({"data":{"candidate_id":"c3","batch":"queues/q/batches/b1","rubric":"asr@1"},)"
      R"("annotations":[{"was_cancelled":true,"completed_by":5,"result":[]}]})";
  const std::string untouched =
      R"({"data":{"candidate_id":"c4","batch":"queues/q/batches/b1","rubric":"asr@1"},)"
      R"("annotations":[]})";
  const Outcome outcome =
      SubmitWithKey(absl::StrCat("[", skipped, ",", untouched, ",", Task("c1", kYes), "]"));
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(nlohmann::json::parse(outcome.out)["skipped"], 1);
  EXPECT_THAT(outcome.err, HasSubstr("1 annotations were skipped"));
  EXPECT_THAT(outcome.err, HasSubstr("batch return: c3\n"));
  EXPECT_THAT(outcome.err, HasSubstr("1 tasks have no annotation"));
  ASSERT_EQ(line_.review.submissions().size(), 1u);
  EXPECT_EQ(line_.review.submissions()[0].labels_size(), 1);
}

TEST_F(LabelStudioSubmission, BadAnnotationsGoToTheirFileAndTheOthersAreSubmitted) {
  struct Case {
    std::string task;
    const char* reason;
    const char* field;
    const char* message;
  };
  const auto result = [](const std::string& answer) { return absl::StrCat(kYes, ",", answer); };
  const std::vector<Case> cases = {
      {Task("c1", kYes, "b2"), "ITEM_NOT_IN_BATCH", "data.batch", "of another batch"},
      {Task("c1", kYes, "b1", "asr@7"), "RUBRIC_UNKNOWN", "data.rubric", "no rubric revision"},
      {Task("c1", kYes, "b1", "a b"), "RUBRIC_UNKNOWN", "data.rubric", "no rubric revision"},
      {Task("c1", result(R"({"from_name":"mood","type":"choices","value":{"choices":["x"]}})")),
       "FIELD_INVALID", "annotations[0].values.mood", "--other-controls"},
      {Task("c1", result(R"({"from_name":"errors","type":"choices","value":{"choices":["3"]}})")),
       "FIELD_INVALID", "annotations[0].values.errors", "Number or Rating"},
      {Task("c1", result(R"({"from_name":"errors","type":"number","value":{"number":"3"}})")),
       "FIELD_INVALID", "annotations[0].values.errors", "has to be a number"},
      {Task("c1", result(R"({"from_name":"errors","type":"number","value":{"number":10}})")),
       "FIELD_INVALID", "annotations[0].values.errors", "from 0 to 9"},
      {Task("c1", ""), "FIELD_INVALID", "annotations[0].values.usable", "is required"},
      {R"({"id":4,"usable":"yes","candidate_id":"c1"})", "FIELD_INVALID", "data", "JSON_MIN"},
      {Task("late", kYes), "ITEM_DONE", "", "has its labels"}};
  for (const Case& c : cases) {
    const Outcome outcome = SubmitWithKey(absl::StrCat("[", Task("good", kYes), ",", c.task, "]"));
    EXPECT_EQ(outcome.code, 4) << c.task << outcome.err;
    EXPECT_EQ(nlohmann::json::parse(outcome.out)["accepted"], 1) << c.task;
    EXPECT_EQ(nlohmann::json::parse(outcome.out)["rejected"], 1) << c.task;
    const auto reason = nlohmann::json::parse(line_.Read("bad.reasons"));
    EXPECT_EQ(reason["line"], 2);
    EXPECT_EQ(reason["reason"], c.reason) << c.task;
    EXPECT_EQ(reason["field"], c.field) << c.task;
    EXPECT_THAT(reason["message"].get<std::string>(), HasSubstr(c.message)) << c.task;
    EXPECT_THAT(line_.Read("bad.reasons"), Not(HasSubstr("ada@"))) << c.task;
    EXPECT_THAT(outcome.err, Not(HasSubstr("ada@"))) << c.task;
  }
}

TEST_F(LabelStudioSubmission, RefusedRowsCanBeCorrectedAndSubmittedAgain) {
  const std::string two =
      Task("c1", R"({"from_name":"errors","type":"number","value":{"number":1}})");
  ASSERT_EQ(SubmitWithKey(absl::StrCat("[", Task("c0", kYes), ",", two, "]")).code, 4);
  std::string rows = line_.Read("bad");
  EXPECT_EQ(nlohmann::json::parse(rows)["annotations"].size(), 1u);
  const size_t open = rows.find("\"result\":[");
  rows.insert(open + 10, absl::StrCat(kYes, ","));
  const Outcome outcome = SubmitWithKey(rows);
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(line_.review.submissions().back().labels(0).candidate_id(), "c1");
}

TEST_F(LabelStudioSubmission, AFileThatIsNoExportIsRefusedAsAWhole) {
  const std::string good = Task("c1", kYes);
  for (const std::string& file :
       {std::string(), std::string("candidate_id,usable\nc1,yes\n"), std::string("[1,2]"),
        absl::StrCat("[", good, ",", good.substr(0, 90)), absl::StrCat("[", good, ","),
        absl::StrCat("[", good, ",{\"data\":nonsense}]"), absl::StrCat("[", good, "] trailing"),
        absl::StrCat("[", good, ",{\"a\":", std::string(100'000, '['), "}]"),
        absl::StrCat("[", good, ",{\"a\":\"", std::string(2 << 20, 'x'), "\"}]")}) {
    const Outcome outcome = SubmitWithKey(file);
    EXPECT_EQ(outcome.code, 2) << file.substr(0, 100);
    EXPECT_THAT(outcome.err, HasSubstr("element ")) << file.substr(0, 100);
    EXPECT_THAT(outcome.err, HasSubstr("in the format JSON"));
    EXPECT_EQ(outcome.out, "");
  }
  EXPECT_THAT(line_.review.submissions(), IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(line_.folder.Join("bad")));
}

TEST_F(LabelStudioSubmission, WrongUseSendsNothing) {
  const std::string file = absl::StrCat("[", Task("c1", kYes), "]");
  const auto refused = [&](const std::vector<std::string>& more, const std::string& says) {
    const Outcome outcome = Submit(file, more);
    EXPECT_EQ(outcome.code, 2) << ::testing::PrintToString(more);
    EXPECT_THAT(outcome.err, HasSubstr(says)) << ::testing::PrintToString(more);
  };
  refused({}, "head -c 32");
  refused({"--annotator-key", line_.folder.Join("none")}, "cannot be read");
  refused({"--annotator-key", line_.folder.path()}, "--annotator-key");
  refused({"--annotator-key", line_.Write("short", "too short\n")}, "16 to 4096 bytes");
  refused({"--annotator-key", line_.Write("long", std::string(5000, 'k'))}, "16 to 4096 bytes");
  refused({"--annotator-key", key_, "--vendor", "a b"}, "--vendor");
  refused({"--annotator-key", key_, "--from", "csv"}, "--from");
  const Outcome lines = line_.Run({"label", "submit", "--queue", "q", "--batch", "b1", "--token",
                                   "t", "--vendor", "v1", line_.Write("l.jsonl", "{}")});
  EXPECT_EQ(lines.code, 2);
  EXPECT_THAT(lines.err, HasSubstr("--from label-studio"));
  EXPECT_THAT(line_.review.submissions(), IsEmpty());
}

TEST_F(LabelStudioSubmission, ReadsStdin) {
  const Outcome outcome = line_.Run({"label", "submit", "--queue", "q", "--batch", "b1", "--token",
                                     "t", "--from", "label-studio", "--annotator-key", key_, "-"},
                                    absl::StrCat("[", Task("c1", kYes), "]"));
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(line_.review.submissions().size(), 1u);
}

// Rows are held until they are answered, so many long ones go in more calls.
TEST_F(LabelStudioSubmission, LongRowsGoInCallsOfTheirOwn) {
  std::string file = "[";
  for (int i = 0; i < 40; ++i) {
    const std::string id = absl::StrCat("c", i);
    std::string task = Task(id, kYes);
    task.insert(task.find(R"(,"batch")"),
                absl::StrCat(R"(,"x":")", std::string(900'000, 'x'), "\""));
    absl::StrAppend(&file, i == 0 ? "" : ",", task);
  }
  EXPECT_EQ(SubmitWithKey(file + "]").code, 0);
  EXPECT_EQ(line_.review.submissions().size(), 3u);
}

TEST_F(LabelStudioSubmission, TheRubricShowsItsLabelingConfiguration) {
  const Outcome outcome = line_.Run({"rubric", "show", "asr@1", "--format", "label-studio"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              HasSubstr("<Choices name=\"usable\" toName=\"Audio\" required=\"true\""));
  EXPECT_EQ(line_.Run({"rubric", "show", "asr@1", "--format", "xml"}).code, 2);
}

TEST_F(LabelStudioSubmission, ExportsAskTheServerForTasks) {
  const auto exported = [this](const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"batch", "export", "--queue", "q", "b1"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return line_.Run(arguments).code;
  };
  const std::string url = "https://h/{candidate_id}.wav";
  EXPECT_EQ(exported({"--format", "label-studio", "--audio-url", url}), 0);
  EXPECT_EQ(line_.review.export_request().format(), v1::EXPORT_FORMAT_LABEL_STUDIO);
  EXPECT_EQ(line_.review.export_request().audio_url(), url);
  EXPECT_EQ(exported({"--format", "nemo", "--audio-url", url}), 0);
  EXPECT_EQ(line_.review.export_request().format(), v1::EXPORT_FORMAT_NEMO_MANIFEST);
  EXPECT_EQ(exported({"--format", "excel"}), 2);
}

}  // namespace
}  // namespace winnow::client::cli
