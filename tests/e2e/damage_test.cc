// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A disk that damages table files under a real server: what they held is refused as damaged and is
// never called unknown, the rest is served, and the scrub tells of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "server/exit_codes.h"
#include "tests/e2e/desk.h"
#include "tests/testing/test_server.h"

namespace winnow::testing {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

constexpr uint64_t kCandidates = 2000;
constexpr uint64_t kLargeTable = 5000;  // in bytes; smaller ones hold no candidates

// A server whose rows are in table files, and none of them in a cache.
class DamageTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Desk desk(server_.NewChannel());
    desk.SetUpQueue();
    for (uint64_t at = 0; at < kCandidates; at += 250) {
      ASSERT_TRUE(desk.Upsert({at, at + 250}).ok());
    }
    ASSERT_TRUE(desk.RequestBatch({.max_items = 300}, &batch_).ok());
    // A start reads the manifest of the last batch, and of no other.
    v1::RequestBatchResponse last;
    ASSERT_TRUE(desk.RequestBatch({.max_items = 300}, &last).ok());
    // The first start puts the rows into tables, which leaves them in a cache.
    for (int start = 0; start < 2; ++start) {
      server_.Kill();
      server_.Start();
    }
  }

  // Damages the rows of every table file, but not its end, without which it does not open.
  void DamageTables() {
    for (const auto& entry : fs::directory_iterator(server_.data_dir() + "/db")) {
      if (entry.path().extension() != ".sst" || entry.file_size() < kLargeTable) continue;
      damaged_.push_back(entry.path().filename().string());
      std::fstream file(entry.path(), std::ios::binary | std::ios::in | std::ios::out);
      for (uint64_t at = 100; at < entry.file_size() * 3 / 4; at += 200) {
        file.seekp(static_cast<std::streamoff>(at));
        file.write("damage", 6);
      }
    }
    ASSERT_FALSE(damaged_.empty());
  }
  // The value of a metric without labels.
  double Metric(const std::string& name) const {
    const std::string metrics = server_.Get("/metrics");
    const size_t at = metrics.find("\n" + name + " ");
    return at == std::string::npos ? 0 : std::stod(metrics.substr(at + name.size() + 2));
  }

  TestServer server_{{.config = "scrub: {interval: 1s, bytes_per_second: 1GiB}\n", .flags = {}}};
  v1::RequestBatchResponse batch_;
  std::vector<std::string> damaged_;
};

TEST_F(DamageTest, IsDataLossWithANextStepAndNeverNotFound) {
  DamageTables();
  Desk desk(server_.NewChannel());
  int refused = 0;
  for (uint64_t i = 0; i < kCandidates; i += 10) {
    v1::CandidateStatus candidate;
    const grpc::Status status = desk.GetCandidate(CandidateId(i), &candidate);
    if (status.ok()) continue;
    ++refused;
    EXPECT_EQ(status.error_code(), grpc::StatusCode::DATA_LOSS) << status.error_message();
    EXPECT_THAT(status.error_message(), HasSubstr("restore"));
  }
  EXPECT_GT(refused, 50);
  grpc::ClientContext verify_context;
  v1::VerifyBatchRequest verify;
  verify.set_name(batch_.batch());
  v1::VerifyBatchResponse verified;
  const grpc::Status status = desk.review().VerifyBatch(&verify_context, verify, &verified);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DATA_LOSS) << status.error_message();
  EXPECT_THAT(status.error_message(), HasSubstr("restore"));
  // What is in memory and in whole files is served.
  v1::QueueStatusResponse queue;
  EXPECT_TRUE(desk.Status(&queue).ok());
  EXPECT_EQ(queue.candidates(), kCandidates);
  EXPECT_TRUE(desk.Upsert({kCandidates, kCandidates + 1}).ok());
}

TEST_F(DamageTest, IsFoundByTheScrubWhileTheServerServesOn) {
  while (Metric("winnow_storage_scrub_last_success_timestamp_seconds") == 0) {
  }
  EXPECT_EQ(Metric("winnow_storage_scrub_damaged_files_total"), 0);
  EXPECT_GT(Metric("winnow_storage_scrub_bytes_total"), 0);
  DamageTables();
  while (Metric("winnow_storage_scrub_damaged_files_total") <
         static_cast<double>(damaged_.size())) {
  }
  Desk desk(server_.NewChannel());
  EXPECT_TRUE(desk.Upsert({kCandidates, kCandidates + 1}).ok());
  const ProcessEnd end = server_.Stop();
  EXPECT_EQ(end.code, app::kExitOk);
  EXPECT_THAT(end.errors, HasSubstr("scrub_found_damage"));
  for (const std::string& file : damaged_) EXPECT_THAT(end.errors, HasSubstr(file));
}

TEST(Scrub, IsNotWaitedForByAStop) {
  TestServer server({.config = "scrub: {interval: 1s, bytes_per_second: 64KiB}\n", .flags = {}});
  {
    Desk desk(server.NewChannel());
    desk.SetUpQueue();
    for (uint64_t at = 0; at < 10'000; at += 250) ASSERT_TRUE(desk.Upsert({at, at + 250}).ok());
  }
  server.Kill();
  server.Start();
  while (server.Get("/metrics").find("winnow_storage_scrub_bytes_total 0\n") != std::string::npos) {
  }
  const ProcessEnd end = server.Stop();
  EXPECT_EQ(end.code, app::kExitOk);
  EXPECT_THAT(end.errors, ::testing::Not(HasSubstr("scrub_done")));
}

}  // namespace
}  // namespace winnow::testing
