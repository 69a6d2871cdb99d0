// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A batch goes to Label Studio and comes back as labels: the command line against a real server,
// and a function that does what Label Studio and its users would do in between.
#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/cli/app.h"
#include "server/digest/hmac.h"
#include "storage/rocksdb_engine.h"
#include "storage/tables/label_table.h"
#include "tests/e2e/desk.h"
#include "tests/testing/test_server.h"

namespace winnow::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Json = nlohmann::json;

constexpr char kSecret[] = "a secret of the labeling team";
constexpr uint32_t kItems = 12;
// Of the tasks: skipped, not annotated, and with an answer out of range.
constexpr size_t kSkipped = 3, kUntouched = 5, kWrong = 7;

struct Outcome {
  int code = 0;
  std::string out;
  std::string err;
};

Outcome Winnow(const TestServer& server, const std::vector<std::string>& arguments) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  client::cli::Environment environment{.in = in,
                                       .out = out,
                                       .err = err,
                                       .server = server.listen(),
                                       .surroundings = client::SystemSurroundings()};
  const int code = client::cli::RunWinnow(arguments, environment);
  return {code, out.str(), err.str()};
}

Json ReadJson(const std::string& path) {
  std::ifstream file(path);
  return Json::parse(file);
}

// Revision 2 of the rubric of the desk's candidates, with a criterion of each kind.
void CreateRubric(Desk& desk) {
  v1::CreateRubricRevisionRequest request;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(rubric_id: "asr"
           rubric {
             label_use: LABEL_USE_REFERENCE
             criteria {
               name: "usable"
               stage: STAGE_ACOUSTIC
               flag {}
               required: true
             }
             criteria {
               name: "word_errors"
               stage: STAGE_LINGUISTIC
               score { max: 20 whole: true }
             }
             criteria {
               name: "clarity"
               stage: STAGE_ACOUSTIC
               score { min: 1 max: 5 whole: true }
             }
             criteria {
               name: "severity"
               stage: STAGE_LINGUISTIC
               category { values: "none" values: "minor" values: "major" ordered: true }
             }
           })pb",
      &request));
  v1::CreateRubricRevisionResponse response;
  grpc::ClientContext context;
  Check(desk.policy().CreateRubricRevision(&context, request, &response), "CreateRubricRevision");
}

Json Result(const std::string& control, const std::string& type, const Json& value) {
  return {{"id", "r-" + control}, {"from_name", control}, {"to_name", "Audio"},
          {"type", type},         {"origin", "manual"},   {"value", {{type, value}}}};
}

// What task number `i` is answered.
Json Answers(size_t i) {
  return {Result("usable", "choices", {i % 2 == 0 ? "yes" : "no"}),
          Result("word_errors", "number", i == kWrong ? 21 : i),
          Result("clarity", "rating", 1 + i % 5),
          Result("severity", "choices", {i % 3 == 0 ? "none" : "major"})};
}

// The JSON export of a project that imported `tasks` and whose users annotated them.
Json AnnotatedByUsers(const Json& tasks) {
  Json project = Json::array();
  for (size_t i = 0; i < tasks.size(); ++i) {
    Json task = {{"id", 100 + i},
                 {"inner_id", i + 1},
                 {"data", tasks[i]["data"]},
                 {"meta", tasks[i]["meta"]},
                 {"drafts", Json::array()},
                 {"predictions", Json::array()},
                 {"project", 4},
                 {"total_annotations", 1}};
    Json annotation = {
        {"id", 500 + i},
        {"completed_by", {{"id", 1 + i % 2}, {"email", "ada@example.com"}, {"first_name", "Ada"}}},
        {"was_cancelled", i == kSkipped},
        {"ground_truth", false},
        {"created_at", "2026-11-01T10:00:00.000000Z"},
        {"updated_at", "2026-11-01T11:00:00.250000Z"},
        {"lead_time", 3.5},
        {"result", i == kSkipped ? Json::array() : Answers(i)}};
    task["annotations"] = i == kUntouched ? Json::array() : Json::array({annotation});
    project.push_back(task);
  }
  return project;
}

void CollectKeys(const Json& value, std::set<std::string>& keys) {
  for (const auto& [key, member] : value.items()) {
    if (value.is_object()) keys.insert(key);
    if (member.is_structured()) CollectKeys(member, keys);
  }
}

// The stored labels of a server that does not run, by arrival, which is the candidate's number.
std::map<uint64_t, v1::Label> LabelsOf(const TestServer& server) {
  storage::RocksdbOptions options;
  options.dir = server.data_dir();
  options.read_only = true;
  options.wait = [](absl::Duration) {};
  const auto engine = storage::RocksdbEngine::Open(options);
  EXPECT_TRUE(engine.ok()) << engine.status();
  std::map<uint64_t, v1::Label> labels;
  const absl::Status scanned = storage::LabelTable::ScanAll(
      **engine, 0, [&](const storage::LabelId& id, storage::v1::LabelRecord& record) {
        labels[id.arrival] = record.label();
        return absl::OkStatus();
      });
  EXPECT_TRUE(scanned.ok()) << scanned;
  return labels;
}

class LabelStudio : public ::testing::Test {
 protected:
  LabelStudio() : desk_(server_.NewChannel()) {
    desk_.SetUpQueue();
    CreateRubric(desk_);
    Check(desk_.Upsert({0, 40}), "Upsert");
    Check(desk_.RequestBatch({.max_items = kItems}, &batch_), "RequestBatch");
    WriteFile(server_.folder(), "key", kSecret);
  }

  std::string Path(const std::string& name) const { return server_.folder().Join(name); }
  Json Export() {
    const Outcome run = Winnow(
        server_, {"batch", "export", batch_.batch(), "--format", "label-studio", "--audio-url",
                  "https://media.example/{candidate_id}.wav", "-O", Path("tasks.json")});
    EXPECT_EQ(run.code, 0) << run.err;
    return ReadJson(Path("tasks.json"));
  }
  Outcome Submit(const Json& exported, const std::string& name = "export.json") {
    WriteFile(server_.folder(), name, exported.dump(1));
    return Winnow(server_,
                  {"label", "submit", "--batch", batch_.batch(), "--token", batch_.lease().token(),
                   "--from", "label-studio", "--annotator-key", Path("key"), "--vendor", "v1",
                   "--rejected", Path("rejected"), "-o", "jsonl", Path(name)});
  }

  TestServer server_;
  Desk desk_;
  v1::RequestBatchResponse batch_;
};

TEST_F(LabelStudio, TasksSayWhatToLabelAndNotWhyItWasDrawn) {
  const Json tasks = Export();
  ASSERT_EQ(tasks.size(), kItems);
  std::set<std::string> leased;
  for (const v1::BatchItem& item : batch_.items()) leased.insert(item.candidate_id());
  std::vector<std::string> ids;
  for (const Json& task : tasks) ids.push_back(task["data"]["candidate_id"]);
  EXPECT_EQ(ids, std::vector<std::string>(leased.begin(), leased.end()));
  EXPECT_EQ(tasks[0]["data"]["audio"], absl::StrCat("https://media.example/", ids[0], ".wav"));
  EXPECT_EQ(tasks[0]["data"]["rubric"], "asr@2");
  EXPECT_EQ(tasks[0]["data"]["batch"], batch_.batch());
  EXPECT_EQ(tasks[0]["meta"]["required_labels"], 1);
  std::set<std::string> keys;
  CollectKeys(tasks, keys);
  for (const std::string& key : keys) {
    for (const char* secret : {"arm", "score", "term", "cell", "prob", "seed", "evaluation"})
      EXPECT_THAT(key, Not(HasSubstr(secret)));
  }
  EXPECT_THAT(tasks.dump(), Not(HasSubstr("EXPLOIT")));

  const Outcome refused =
      Winnow(server_, {"batch", "export", batch_.batch(), "--format", "label-studio", "--audio-url",
                       "https://ada:pw@media.example/{candidate_id}"});
  EXPECT_NE(refused.code, 0);
  EXPECT_EQ(refused.out, "");
  const Outcome nemo = Winnow(server_, {"batch", "export", batch_.batch(), "--format", "nemo"});
  EXPECT_EQ(nemo.code, 64 + 3);
  EXPECT_THAT(nemo.err, HasSubstr("audio_url"));
}

TEST_F(LabelStudio, AnnotationsComeBackAsLabelsWithTheirValues) {
  const Json project = AnnotatedByUsers(Export());
  const Outcome run = Submit(project);
  EXPECT_EQ(run.code, 4) << run.err;
  const Json counts = Json::parse(run.out);
  EXPECT_EQ(counts["accepted"], kItems - 3);
  EXPECT_EQ(counts["done"], kItems - 3);
  EXPECT_EQ(counts["skipped"], 1);
  EXPECT_EQ(counts["rejected"], 1);
  EXPECT_EQ(counts["open_items"], 3);
  EXPECT_THAT(ReadJson(Path("rejected.reasons"))["message"].get<std::string>(),
              HasSubstr("from 0 to 20"));

  // The row that was refused, corrected; it is one task of its own.
  Json row = ReadJson(Path("rejected"));
  row["annotations"][0]["result"][1]["value"]["number"] = kWrong;
  EXPECT_EQ(Submit(row, "corrected.json").code, 0);
  // Everything again changes nothing.
  const Outcome again = Submit(project);
  EXPECT_EQ(again.code, 4);
  EXPECT_EQ(Json::parse(again.out)["accepted"], 0);

  ASSERT_EQ(server_.Stop().code, 0);
  const std::map<uint64_t, v1::Label> labels = LabelsOf(server_);
  const digest::HmacKey key(kSecret);
  EXPECT_EQ(labels.size(), kItems - 2);
  for (size_t i = 0; i < project.size(); ++i) {
    const std::string id = project[i]["data"]["candidate_id"];
    const auto found = labels.find(std::stoull(id.substr(1)));
    ASSERT_EQ(found != labels.end(), i != kSkipped && i != kUntouched) << i;
    if (found == labels.end()) continue;
    const v1::Label& label = found->second;
    EXPECT_EQ(label.candidate_id(), id);
    EXPECT_EQ(label.rubric(), "asr@2");
    EXPECT_EQ(label.vendor(), "v1");
    EXPECT_EQ(label.annotator(), key.Sign(std::to_string(1 + i % 2)).ToHex().substr(0, 32));
    EXPECT_EQ(label.label_time().seconds(), 1793530800);
    EXPECT_EQ(label.values().size(), 4u);
    EXPECT_EQ(label.values().at("usable").flag(), i % 2 == 0);
    EXPECT_EQ(label.values().at("word_errors").number(), static_cast<double>(i));
    EXPECT_EQ(label.values().at("clarity").number(), static_cast<double>(1 + i % 5));
    EXPECT_EQ(label.values().at("severity").category(), i % 3 == 0 ? "none" : "major");
  }
}

TEST_F(LabelStudio, TheTasksOfAnotherBatchChangeNothing) {
  const Json project = AnnotatedByUsers(Export());
  Check(desk_.RequestBatch({.max_items = kItems}, &batch_), "RequestBatch");
  const Outcome run = Submit(project);
  EXPECT_EQ(run.code, 4);
  EXPECT_EQ(Json::parse(run.out)["accepted"], 0);
  EXPECT_EQ(Json::parse(run.out)["rejected"], kItems);
  ASSERT_EQ(server_.Stop().code, 0);
  EXPECT_THAT(LabelsOf(server_), IsEmpty());
}

TEST_F(LabelStudio, WhatConsentNoLongerAllowsIsInNoTask) {
  const std::string id = batch_.items(0).candidate_id();
  v1::BatchUpsertCandidatesRequest request;
  v1::BatchUpsertCandidatesResponse response;
  grpc::ClientContext context;
  request.set_queue(Desk::kQueue);
  *request.add_candidates() = MakeCandidate(std::stoull(id.substr(1)));
  request.mutable_candidates(0)->set_consent_scope("unregistered");
  Check(desk_.ingest().BatchUpsertCandidates(&context, request, &response), "Upsert");
  const Json tasks = Export();
  EXPECT_EQ(tasks.size(), kItems - 1);
  EXPECT_THAT(tasks.dump(), Not(HasSubstr(absl::StrCat("\"", id, "\""))));
}

TEST_F(LabelStudio, TheConfigurationAsksWhatTheRubricAsks) {
  const Outcome run = Winnow(server_, {"rubric", "show", "asr@2", "--format", "label-studio"});
  EXPECT_EQ(run.code, 0) << run.err;
  for (const char* control : {"<Choices name=\"usable\"", "<Number name=\"word_errors\"",
                              "<Rating name=\"clarity\"", "<Choices name=\"severity\""})
    EXPECT_THAT(run.out, HasSubstr(control));
}

}  // namespace
}  // namespace winnow::testing
