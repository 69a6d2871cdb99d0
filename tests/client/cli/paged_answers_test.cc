// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Answers of which one member comes in pages: `dataset show` and `agreement report`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>
#include <nlohmann/json.hpp>

#include "tests/client/cli/command_line.h"
#include "winnow/v1/release_service.grpc.pb.h"

namespace winnow::client::cli {
namespace {

using ::testing::HasSubstr;

constexpr int kRows = 1500;

// A version and a report of 1500 rows, in pages of at most 1000.
class FakeReleases final : public v1::ReleaseService::Service {
 public:
  grpc::Status GetDatasetVersion(grpc::ServerContext*, const v1::GetDatasetVersionRequest* request,
                                 v1::GetDatasetVersionResponse* response) override {
    response->mutable_dataset_version()->set_name(request->name());
    response->mutable_dataset_version()->add_rubrics("asr@1");
    // No members where none are asked for.
    const int end = Fill(*request, request->page_size(), [&](int i) {
      response->add_members()->set_candidate_id("c" + std::to_string(i));
    });
    if (request->page_size() > 0 && end < kRows) response->set_next_page_token(std::to_string(end));
    return grpc::Status::OK;
  }
  grpc::Status AgreementReport(grpc::ServerContext*, const v1::AgreementReportRequest* request,
                               v1::AgreementReportResponse* response) override {
    const int rows = request->page_size() > 0 ? request->page_size() : 100;
    const int end = Fill(*request, rows,
                         [&](int i) { response->add_rows()->set_group("g" + std::to_string(i)); });
    if (request->page_token().empty()) response->add_vendor_shifts()->set_vendor("v1");
    if (end < kRows) response->set_next_page_token(std::to_string(end));
    return grpc::Status::OK;
  }

 private:
  // Adds the rows of a page; returns where the next one begins.
  template <typename Request, typename Add>
  static int Fill(const Request& request, int rows, Add add) {
    const int first = request.page_token().empty() ? 0 : std::stoi(request.page_token());
    const int end = std::min({first + std::min(rows, 1000), kRows});
    for (int i = first; i < end; ++i) add(i);
    return end;
  }
};

class PagedAnswersTest : public ::testing::Test {
 protected:
  Outcome Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--server", server_.address()});
    const Outcome outcome = line_.Run(arguments);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return outcome;
  }
  nlohmann::json Json(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"-o", "json"});
    return nlohmann::json::parse(Run(arguments).out);
  }

  FakeReleases releases_;
  FakeServer server_{{&releases_}};
  CommandLine line_;
};

TEST_F(PagedAnswersTest, AVersionIsShownWithAsManyMembersAsAreAskedFor) {
  const auto all = Json({"dataset", "show", "train/3", "--limit", "0"});
  ASSERT_EQ(all["members"].size(), 1500u);
  EXPECT_EQ(all["members"][1499]["candidate_id"], "c1499");
  EXPECT_EQ(all["next_page_token"], "");
  EXPECT_EQ(all["dataset_version"]["rubrics"].size(), 1u) << "pages repeat the version";
  EXPECT_EQ(Json({"dataset", "show", "train/3", "--limit", "1200"})["members"].size(), 1200u);
  EXPECT_EQ(Json({"dataset", "show", "train/3"})["members"].size(), 20u);
  EXPECT_THAT(Run({"dataset", "show", "train/3"}).err, HasSubstr("there are more"));
  EXPECT_EQ(Run({"dataset", "show", "train/3", "--limit", "0"}).err, "");
}

TEST_F(PagedAnswersTest, AReportHasAllItsRowsAndItsVendorsOnce) {
  const std::vector<std::string> report = {"agreement", "report", "--queue",   "q",      "--rubric",
                                           "asr@1",     "--by",   "annotator", "--limit"};
  const auto with = [&](const std::string& limit) {
    std::vector<std::string> arguments = report;
    arguments.push_back(limit);
    return arguments;
  };
  const auto all = Json(with("0"));
  ASSERT_EQ(all["rows"].size(), 1500u);
  EXPECT_EQ(all["vendor_shifts"].size(), 1u);
  EXPECT_EQ(all["next_page_token"], "");
  EXPECT_EQ(Json(with("1001"))["rows"].size(), 1001u);
  const Outcome some = Run(with("7"));
  EXPECT_THAT(some.out, HasSubstr("g6"));
  EXPECT_THAT(some.out, HasSubstr("v1"));
  EXPECT_THAT(some.err, HasSubstr("there are more"));
}

}  // namespace
}  // namespace winnow::client::cli
