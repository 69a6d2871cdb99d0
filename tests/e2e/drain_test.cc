// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// SIGTERM (operations.md O4): under load the server drains, exits 0, and loses nothing that it
// acknowledged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "server/exit_codes.h"
#include "server/ops/signal_waiter.h"
#include "tests/e2e/desk.h"
#include "tests/e2e/writer.h"
#include "tests/server/rpc/rich_status.h"
#include "tests/testing/test_server.h"

namespace winnow::testing {
namespace {

TEST(Drain, UnderLoadEndsWithZeroAndKeepsWhatWasAcknowledged) {
  TestServer server;
  Desk(server.NewChannel()).SetUpQueue();
  std::atomic<uint64_t> acknowledged = 0;
  std::atomic<uint64_t> leased = 0;
  std::string stream_reason;
  std::thread importer([&] {
    Desk desk(server.NewChannel());
    Writer writer(desk);
    ASSERT_EQ(writer.Open("w"), 0u);
    std::thread sender([&writer] {
      for (uint64_t at = 0; writer.Send(MakeChunk({at, at + 50})); at += 50) {
      }
    });
    while (const auto answer = writer.Receive()) acknowledged = answer->ack().committed_offset();
    sender.join();
    stream_reason = rpc::Unpack(writer.Finish()).reason;
  });
  std::thread reviewer([&] {
    Desk desk(server.NewChannel());
    v1::RequestBatchResponse batch;
    while (desk.RequestBatch({.max_items = 3}, &batch).ok()) {
      leased += static_cast<uint64_t>(batch.items_size());
    }
  });
  while (acknowledged < 1000 || leased < 30) std::this_thread::yield();
  EXPECT_EQ(server.Stop().code, app::kExitOk);
  importer.join();
  reviewer.join();
  // The stream was told, not cut off.
  EXPECT_EQ(stream_reason, "DRAINING");
  server.Start();
  Desk desk(server.NewChannel());
  uint64_t offset = 0;
  Check(desk.CommittedOffset("w", &offset), "GetIngestOffset");
  EXPECT_GE(offset, acknowledged);
  v1::QueueStatusResponse status;
  Check(desk.Status(&status), "QueueStatus");
  EXPECT_EQ(status.candidates(), offset);
  EXPECT_GE(status.leased(), leased);
}

TEST(Drain, AnIdleStreamDoesNotHoldTheServer) {
  TestServer server;
  Desk desk(server.NewChannel());
  desk.SetUpQueue();
  Writer writer(desk);
  ASSERT_EQ(writer.Open("w"), 0u);
  EXPECT_EQ(server.Stop().code, app::kExitOk);
  EXPECT_FALSE(writer.Receive().has_value());
  EXPECT_EQ(rpc::Unpack(writer.Finish()).reason, "DRAINING");
}

// A download that its reader has begun and does not go on with: a call that stays open.
class SlowReader {
 public:
  explicit SlowReader(TestServer& server) : desk_(server.NewChannel()) {
    desk_.SetUpQueue();
    for (uint64_t i = 0; i < 5000; i += 500) Check(desk_.Upsert({i, i + 500}), "Upsert");
    v1::RequestBatchResponse batch;
    Check(desk_.RequestBatch({.max_items = 5000}, &batch), "RequestBatch");
    v1::ExportBatchRequest request;
    request.set_name(batch.batch());
    reader_ = desk_.review().ExportBatch(&context_, request);
    EXPECT_TRUE(reader_->Read(&piece_));
  }
  // Reads the rest; the number of lines in all.
  int64_t ReadToTheEnd() {
    int64_t lines = 0;
    do {
      lines += std::count(piece_.content().begin(), piece_.content().end(), '\n');
    } while (reader_->Read(&piece_));
    EXPECT_TRUE(reader_->Finish().ok());
    return lines;
  }

 private:
  Desk desk_;
  grpc::ClientContext context_;
  v1::ExportBatchResponse piece_;
  std::unique_ptr<grpc::ClientReader<v1::ExportBatchResponse>> reader_;
};

// Returns once the server has begun to drain.
void WaitUntilItDrains(const TestServer& server) {
  while (server.Get("/readyz").find("draining") == std::string::npos) std::this_thread::yield();
}

TEST(Drain, LetsADownloadEnd) {
  TestServer server;
  SlowReader reader(server);
  server.AskToStop();
  WaitUntilItDrains(server);
  EXPECT_THAT(server.Get("/healthz"), ::testing::HasSubstr("HTTP/1.1 200"));
  EXPECT_EQ(reader.ReadToTheEnd(), 5001);
  EXPECT_EQ(server.Wait().code, app::kExitOk);
}

TEST(Drain, ASecondSignalEndsTheServerAtOnce) {
  TestServer server;
  const SlowReader reader(server);
  server.AskToStop();
  WaitUntilItDrains(server);
  server.AskToStop();
  EXPECT_EQ(server.Wait().code, ops::kForcedExitCode);
  server.Start();
  v1::QueueStatusResponse status;
  Check(Desk(server.NewChannel()).Status(&status), "QueueStatus");
  EXPECT_EQ(status.leased(), 5000u);
}

// storage.md E3: after a commit whose outcome is unknown nothing is written, and the process ends.
TEST(StorageFailure, EndsTheServerWithItsOwnCodeAndLosesNothingThatWasAcknowledged) {
  TestServer server;
  Desk desk(server.NewChannel());
  desk.SetUpQueue();
  Check(desk.Upsert({0, 100}), "Upsert");
  server.FailWrites();
  const grpc::Status status = desk.Upsert({100, 200});
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
  EXPECT_EQ(rpc::Unpack(status).reason, "STORAGE_UNAVAILABLE");
  EXPECT_EQ(server.Wait().code, app::kExitStorageFailed);
  server.Start();
  v1::QueueStatusResponse after;
  Check(Desk(server.NewChannel()).Status(&after), "QueueStatus");
  EXPECT_GE(after.candidates(), 100u);
}

TEST(Restart, KeepsTheWholeState) {
  TestServer server;
  v1::RequestBatchResponse batch;
  v1::QueueStatusResponse before;
  {
    Desk desk(server.NewChannel());
    desk.SetUpQueue();
    Check(desk.Upsert({0, 300}), "Upsert");
    Check(desk.RequestBatch({.max_items = 20, .request_id = "r"}, &batch), "RequestBatch");
    v1::RequestBatchResponse done;
    Check(desk.RequestBatch({.max_items = 5}, &done), "RequestBatch");
    v1::SubmitLabelsResponse labels;
    Check(desk.LabelAll(done, &labels), "SubmitLabels");
    Check(desk.Status(&before), "QueueStatus");
  }
  ASSERT_EQ(server.Stop().code, app::kExitOk);
  server.Start();
  Desk desk(server.NewChannel());
  v1::QueueStatusResponse after;
  Check(desk.Status(&after), "QueueStatus");
  EXPECT_EQ(after.candidates(), 300u);
  EXPECT_EQ(after.leased(), 20u);
  EXPECT_EQ(after.labeled(), 5u);
  EXPECT_EQ(after.available(), before.available());
  EXPECT_EQ(after.queue().active_policy(), "policies/open@1");
  EXPECT_GT(after.position().epoch(), before.position().epoch());
  // The same request gets the same answer, and the lease is still good.
  v1::RequestBatchResponse again;
  Check(desk.RequestBatch({.max_items = 20, .request_id = "r"}, &again), "RequestBatch");
  EXPECT_EQ(again.batch(), batch.batch());
  EXPECT_EQ(again.lease().token(), batch.lease().token());
  v1::SubmitLabelsResponse labels;
  Check(desk.LabelAll(batch, &labels), "SubmitLabels");
  EXPECT_EQ(labels.done(), 20u);
}

}  // namespace
}  // namespace winnow::testing
