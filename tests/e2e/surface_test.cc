// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Health, the admin port, and what an operator sees (api.md P4).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "server/exit_codes.h"
#include "tests/e2e/desk.h"
#include "tests/e2e/health_call.h"
#include "tests/testing/test_server.h"

namespace winnow::testing {
namespace {

using grpc::health::v1::HealthCheckResponse;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Health, AnswersForTheServerLivenessAndEachService) {
  TestServer server;
  for (const std::string service :
       {"", "liveness", "winnow.v1.IngestService", "winnow.v1.ReviewService",
        "winnow.v1.PolicyService", "winnow.v1.ReleaseService", "winnow.v1.GovernanceService"}) {
    EXPECT_EQ(HealthCall(server.NewChannel(), "Check", service).Next(),
              HealthCheckResponse::SERVING)
        << service;
  }
}

TEST(Health, WatchSeesTheServerStopServing) {
  TestServer server;
  HealthCall readiness(server.NewChannel(), "Watch", "");
  HealthCall service(server.NewChannel(), "Watch", "winnow.v1.ReviewService");
  EXPECT_EQ(readiness.Next(), HealthCheckResponse::SERVING);
  EXPECT_EQ(service.Next(), HealthCheckResponse::SERVING);
  server.AskToStop();
  EXPECT_EQ(readiness.Next(), HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(service.Next(), HealthCheckResponse::NOT_SERVING);
  // A watcher who stays does not keep the server from its end.
  EXPECT_EQ(server.Wait().code, app::kExitOk);
}

TEST(AdminPort, ShowsHealthReadinessAndMetrics) {
  TestServer server;
  EXPECT_THAT(server.Get("/healthz"), HasSubstr("HTTP/1.1 200"));
  EXPECT_THAT(server.Get("/readyz"), HasSubstr("HTTP/1.1 200"));
  Desk desk(server.NewChannel());
  desk.SetUpQueue();
  const std::string metrics = server.Get("/metrics");
  EXPECT_THAT(metrics, HasSubstr("grpc_server_handled_total{"));
  EXPECT_THAT(metrics, HasSubstr("grpc_method=\"CreateQueue\""));
  EXPECT_THAT(metrics, HasSubstr("winnow_queue_candidates{"));
  EXPECT_THAT(metrics, HasSubstr("winnow_storage_commit_seconds"));
}

TEST(AdminPort, ShowsTheQueuesToPeople) {
  TestServer server;
  EXPECT_THAT(server.Get("/statusz"), HasSubstr("No queue yet"));
  Desk desk(server.NewChannel());
  desk.SetUpQueue();
  Check(desk.Upsert({0, 100}), "Upsert");
  v1::RequestBatchResponse batch;
  Check(desk.RequestBatch({.max_items = 16}, &batch), "RequestBatch");
  ASSERT_EQ(batch.items_size(), 16);
  const std::string page = server.Get("/statusz");
  EXPECT_THAT(page, HasSubstr("queues/asr"));
  EXPECT_THAT(page, HasSubstr("policies/open@1"));
  EXPECT_THAT(page, HasSubstr("<dt>available</dt><dd>84</dd>"));
  EXPECT_THAT(page, HasSubstr("16 in 1 batches"));
  EXPECT_THAT(page, HasSubstr("quota filled"));
}

TEST(Listening, WorksOnAUnixSocket) {
  const TempDir folder;
  TestServer server({.config = {}, .flags = {"--listen", "unix:" + folder.Join("socket")}});
  EXPECT_EQ(server.listen(), "unix:" + folder.Join("socket"));
  Desk desk(server.NewChannel());
  desk.SetUpQueue();
  EXPECT_EQ(server.Stop().code, app::kExitOk);
}

// operations.md O1: gRPC itself takes connections without bound.
TEST(Listening, ClosesConnectionsBeyondTheBoundUntilOthersGo) {
  TestServer server({.config = "limits:\n  max_connections: 2\n", .flags = {}});
  const auto list_queues = [](const std::shared_ptr<grpc::Channel>& channel, bool wait) {
    grpc::ClientContext context;
    context.set_wait_for_ready(wait);
    v1::ListQueuesResponse response;
    return v1::PolicyService::NewStub(channel)->ListQueues(&context, {}, &response);
  };
  std::shared_ptr<grpc::Channel> first = server.NewChannel();
  const std::shared_ptr<grpc::Channel> second = server.NewChannel();
  const std::shared_ptr<grpc::Channel> third = server.NewChannel();
  EXPECT_TRUE(list_queues(first, false).ok());
  EXPECT_TRUE(list_queues(second, false).ok());
  EXPECT_EQ(list_queues(third, false).error_code(), grpc::StatusCode::UNAVAILABLE);
  first.reset();
  EXPECT_TRUE(list_queues(third, true).ok());
  EXPECT_TRUE(list_queues(second, false).ok());
}

// operations.md O4: no request values in the log.
TEST(Log, HoldsALinePerCallAndNothingThatWasSent) {
  TestServer server({.config = "log:\n  format: json\n", .flags = {}});
  Desk desk(server.NewChannel());
  desk.SetUpQueue();
  v1::CandidateStatus candidate;
  EXPECT_EQ(desk.GetCandidate("nobodyknowsme", &candidate).error_code(),
            grpc::StatusCode::NOT_FOUND);
  const ProcessEnd end = server.Stop();
  EXPECT_EQ(end.code, app::kExitOk);
  EXPECT_THAT(end.errors, HasSubstr("winnow.v1.IngestService/GetCandidate"));
  EXPECT_THAT(end.errors, HasSubstr("CANDIDATE_UNKNOWN"));
  EXPECT_THAT(end.errors, Not(HasSubstr("nobodyknowsme")));
  EXPECT_THAT(end.errors, Not(HasSubstr("queues/asr")));
}

}  // namespace
}  // namespace winnow::testing
