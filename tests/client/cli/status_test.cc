// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <grpcpp/health_check_service_interface.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "client/cli/app.h"
#include "tests/client/fake_server.h"
#include "tests/client/step_clock.h"
#include "winnow/v1/governance_service.grpc.pb.h"

namespace winnow::client::cli {
namespace {

using ::testing::HasSubstr;

// Counts its calls as candidates.
class FakeGovernance final : public v1::GovernanceService::Service {
 public:
  grpc::Status QueueStatus(grpc::ServerContext*, const v1::QueueStatusRequest* request,
                           v1::QueueStatusResponse* response) override {
    response->mutable_queue()->set_name(request->queue());
    response->set_candidates(++calls_);
    response->set_available(7);
    v1::Slice& slice = *response->add_slices();
    slice.set_name(request->queue() + "/slices/lead");
    slice.set_launch_weight(0);
    v1::ExclusionCount& excluded = *response->add_excluded();
    excluded.set_reason(v1::EXCLUSION_REASON_QUARANTINED);
    excluded.set_count(3);
    if (hides_draws) {
      response->clear_available();
      for (const auto kind :
           {v1::COUNT_KIND_AVAILABLE, v1::COUNT_KIND_LEASED, v1::COUNT_KIND_LABELED})
        response->add_hidden(kind);
    }
    return grpc::Status::OK;
  }

  std::atomic<bool> hides_draws = false;

 private:
  std::atomic<uint64_t> calls_ = 0;
};

class StatusTest : public ::testing::Test {
 protected:
  // Servers that start from now on answer health checks.
  StatusTest() {
    grpc::EnableDefaultHealthCheckService(true);
    server_ = std::make_unique<FakeServer>(std::vector<grpc::Service*>{&governance_});
    grpc::EnableDefaultHealthCheckService(false);
  }

  int Run(const std::vector<std::string>& arguments, bool terminal = false) {
    out_.str("");
    err_.str("");
    std::istringstream in;
    Environment environment{.in = in,
                            .out = out_,
                            .err = err_,
                            .out_is_terminal = terminal,
                            .server = server_->address(),
                            .surroundings = {clock_, SystemEntropy()}};
    return RunWinnow(arguments, environment);
  }

  StepClock clock_;
  FakeGovernance governance_;
  std::unique_ptr<FakeServer> server_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(StatusTest, HealthListsReadinessAndServices) {
  EXPECT_EQ(Run({"health"}), 0) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("readiness                    SERVING\n"));
  EXPECT_THAT(out_.str(), HasSubstr("winnow.v1.ReviewService      NOT_SERVED\n"));
  EXPECT_EQ(Run({"health", "-o", "json"}), 0);
  EXPECT_EQ(nlohmann::json::parse(out_.str())["services"][0]["status"], "SERVING");
}

TEST_F(StatusTest, HealthOfAServerThatIsNotThereIsUnavailable) {
  server_.reset(new FakeServer({&governance_}));
  EXPECT_EQ(Run({"health"}), 64 + 12) << "a server without health checks";
  EXPECT_EQ(Run({"health", "--server", "unix:/nowhere/s"}), 64 + 14);
}

TEST_F(StatusTest, StatusShowsCountsAndSlices) {
  EXPECT_EQ(Run({"queue", "status", "q"}), 0) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("available             7\n"));
  EXPECT_THAT(out_.str(), HasSubstr("excluded              QUARANTINED 3\n"));
  EXPECT_THAT(out_.str(),
              HasSubstr("lead            0         0       0        0       0       0\n"))
      << "a launch weight of 0 is not the default";
}

TEST_F(StatusTest, StatusSaysWhatIsHiddenFromLabelers) {
  governance_.hides_draws = true;
  EXPECT_EQ(Run({"queue", "status", "q"}), 0) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("candidates            1\n"));
  EXPECT_THAT(out_.str(), HasSubstr("available             hidden\n"));
  EXPECT_THAT(out_.str(), HasSubstr("counts that would tell gold and anchor items\n"));
}

TEST_F(StatusTest, WatchRepeatsAtItsPace) {
  EXPECT_EQ(Run({"queue", "watch", "q", "--count", "3", "--every", "5s", "-o", "jsonl"}), 0);
  EXPECT_THAT(clock_.sleeps(), ::testing::ElementsAre(absl::Seconds(5), absl::Seconds(5)));
  std::istringstream lines(out_.str());
  std::string line;
  for (int i = 1; i <= 3; ++i) {
    ASSERT_TRUE(std::getline(lines, line));
    EXPECT_EQ(nlohmann::json::parse(line)["candidates"], std::to_string(i));
  }
}

TEST_F(StatusTest, WatchRedrawsOnATerminalOnly) {
  EXPECT_EQ(Run({"queue", "watch", "q", "--count", "2"}, true), 0);
  EXPECT_THAT(out_.str(), HasSubstr("\x1b[H\x1b[2J"));
  EXPECT_EQ(Run({"queue", "watch", "q", "--count", "2"}), 0);
  EXPECT_EQ(out_.str().find('\x1b'), std::string::npos);
}

TEST_F(StatusTest, OutputThatCannotBeWrittenIsAnError) {
  out_.setstate(std::ios::badbit);
  EXPECT_EQ(Run({"queue", "status", "q"}), 2);
  EXPECT_THAT(err_.str(), HasSubstr("stdout"));
}

}  // namespace
}  // namespace winnow::client::cli
