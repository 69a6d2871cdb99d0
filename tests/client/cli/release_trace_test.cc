// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// `winnow release trace`: what it asks for, and what it prints of all pages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <nlohmann/json.hpp>
#include <sstream>

#include "client/cli/commands.h"
#include "tests/client/fake_server.h"
#include "tests/client/step_clock.h"
#include "winnow/v1/release_service.grpc.pb.h"

namespace winnow::client::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Two pages: of two steps and of one.
class FakeLineage final : public v1::ReleaseService::Service {
 public:
  grpc::Status TraceLineage(grpc::ServerContext*, const v1::TraceLineageRequest* request,
                            v1::TraceLineageResponse* response) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    requests_.push_back(*request);
    if (!request->page_token().empty()) {
      response->add_steps()->set_kind(v1::LINEAGE_KIND_ROLLOUT);
      response->mutable_steps(0)->set_name("releases/r7/rollouts/1");
      return grpc::Status::OK;
    }
    v1::LineageStep& release = *response->add_steps();
    release.set_kind(v1::LINEAGE_KIND_RELEASE);
    release.set_name("releases/r7");
    release.mutable_time()->set_seconds(1'795'341'600);
    v1::LineageStep& verdict = *response->add_steps();
    verdict.set_kind(v1::LINEAGE_KIND_VERDICT);
    verdict.set_name("releases/r7/verdicts/1");
    verdict.set_parent("releases/r7");
    verdict.set_digest(std::string(64, 'a'));
    (*verdict.mutable_details())["verdict"] = "PASS";
    (*verdict.mutable_details())["rubric"] = "asr@1";
    response->set_next_page_token("more");
    return grpc::Status::OK;
  }
  std::vector<v1::TraceLineageRequest> requests() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return requests_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<v1::TraceLineageRequest> requests_;
};

class ReleaseTraceTest : public ::testing::Test {
 protected:
  absl::Status Run(const std::vector<std::string>& arguments, const std::string& format = "table") {
    out_.str("");
    std::istringstream in;
    std::ostringstream err;
    Environment environment{.in = in,
                            .out = out_,
                            .err = err,
                            .server = server_.address(),
                            .surroundings = {clock_, SystemEntropy()}};
    CLI::App app("", "winnow");
    Commands commands(app);
    AddReleaseTrace(commands, commands.AddNoun({"release", "", ""}));
    std::vector<std::string> line = {"release", "trace"};
    line.insert(line.end(), arguments.begin(), arguments.end());
    app.parse(std::vector<std::string>(line.rbegin(), line.rend()));
    GlobalOptions options;
    options.output = format;
    Session session(environment, options);
    return commands.chosen()(session);
  }
  std::string AskedFor(const std::vector<std::string>& arguments) {
    const absl::Status status = Run(arguments);
    EXPECT_TRUE(status.ok()) << status;
    return lineage_.requests().back().name();
  }

  FakeLineage lineage_;
  StepClock clock_;
  FakeServer server_{{&lineage_}};
  std::ostringstream out_;
};

TEST_F(ReleaseTraceTest, TakesReleasesVersionsAndCandidates) {
  EXPECT_EQ(AskedFor({"r7"}), "releases/r7");
  EXPECT_EQ(AskedFor({"releases/r7"}), "releases/r7");
  EXPECT_EQ(AskedFor({"train/3"}), "datasets/train/versions/3");
  EXPECT_EQ(AskedFor({"datasets/train/versions/3"}), "datasets/train/versions/3");
  EXPECT_EQ(AskedFor({"--queue", "asr", "c1"}), "queues/asr/candidates/c1");
  EXPECT_EQ(AskedFor({"queues/asr/candidates/c1"}), "queues/asr/candidates/c1");
  EXPECT_FALSE(Run({"train/x"}).ok());
}

TEST_F(ReleaseTraceTest, PrintsAllPagesAsATable) {
  ASSERT_TRUE(Run({"r7"}).ok());
  EXPECT_EQ(lineage_.requests().size(), 2u);
  EXPECT_EQ(lineage_.requests()[1].page_token(), "more");
  EXPECT_THAT(out_.str(), HasSubstr("kind     name                    follows from  time"));
  EXPECT_THAT(out_.str(), HasSubstr("aaaaaaaaaaaaaaaa  rubric=asr@1, verdict=PASS\n"));
  EXPECT_THAT(out_.str(), HasSubstr("ROLLOUT  releases/r7/rollouts/1"));
}

TEST_F(ReleaseTraceTest, PrintsALineOfJsonPerStep) {
  ASSERT_TRUE(Run({"r7"}, "jsonl").ok());
  std::istringstream lines(out_.str());
  std::vector<std::string> kinds;
  for (std::string line; std::getline(lines, line);)
    kinds.push_back(nlohmann::json::parse(line)["kind"]);
  EXPECT_THAT(kinds,
              ElementsAre("LINEAGE_KIND_RELEASE", "LINEAGE_KIND_VERDICT", "LINEAGE_KIND_ROLLOUT"));
  ASSERT_TRUE(Run({"r7"}, "json").ok());
  EXPECT_EQ(nlohmann::json::parse(out_.str())["steps"].size(), 3u);
}

}  // namespace
}  // namespace winnow::client::cli
