// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/error.h"
#include "google/protobuf/descriptor.h"
#include "tests/client/fake_registry.h"
#include "tests/client/fake_server.h"
#include "tests/client/step_clock.h"

namespace winnow::client {
namespace {

using grpc::StatusCode;

class ConnectionTest : public testing::Test {
 protected:
  std::unique_ptr<Connection> Open(absl::Duration timeout = absl::Seconds(60)) {
    ConnectionOptions options;
    options.server = server_.address();
    options.timeout = timeout;
    return *Connection::Open(options, {clock_, SystemEntropy()});
  }

  v1::RegisterSourceRequest Source() {
    v1::RegisterSourceRequest request;
    request.mutable_source()->set_name("sources/s");
    return request;
  }

  StepClock clock_;
  FakeRegistry registry_;
  FakeServer server_{{&registry_}};
};

TEST_F(ConnectionTest, AMutationKeepsItsRequestIdOverAllAttempts) {
  registry_.FailNext({{StatusCode::UNAVAILABLE, "a"}, {StatusCode::UNAVAILABLE, "b"}});
  ASSERT_TRUE(Open()->Call(Source()).ok());
  const std::vector<std::string> ids = registry_.request_ids();
  ASSERT_EQ(ids.size(), 3u);
  EXPECT_EQ(ids[0].size(), 32u);
  EXPECT_EQ(ids[0], ids[1]);
  EXPECT_EQ(ids[0], ids[2]);
  EXPECT_EQ(clock_.sleeps().size(), 2u);
}

TEST_F(ConnectionTest, TwoCallsHaveTwoRequestIds) {
  const auto connection = Open();
  ASSERT_TRUE(connection->Call(Source()).ok());
  ASSERT_TRUE(connection->Call(Source()).ok());
  EXPECT_NE(registry_.request_ids()[0], registry_.request_ids()[1]);
}

TEST_F(ConnectionTest, TheCallersRequestIdStays) {
  v1::RegisterSourceRequest request = Source();
  request.set_request_id("mine");
  ASSERT_TRUE(Open()->Call(request).ok());
  EXPECT_THAT(registry_.request_ids(), testing::ElementsAre("mine"));
}

TEST_F(ConnectionTest, AnErrorThatRepetitionDoesNotMendComesBackAtOnce) {
  registry_.FailNext({RichStatus(StatusCode::INVALID_ARGUMENT, "FIELD_INVALID", "source", 0)});
  const auto response = Open()->Call(Source());
  EXPECT_TRUE(absl::IsInvalidArgument(response.status()));
  EXPECT_EQ(DetailsOf(response.status()).reason, "FIELD_INVALID");
  EXPECT_EQ(registry_.request_ids().size(), 1u);
}

TEST_F(ConnectionTest, OverloadIsRepeatedAfterTheServersWait) {
  registry_.FailNext({RichStatus(StatusCode::RESOURCE_EXHAUSTED, "OVERLOADED", "", 7)});
  ASSERT_TRUE(Open()->Call(Source()).ok());
  EXPECT_THAT(clock_.sleeps(), testing::ElementsAre(absl::Seconds(7)));
}

TEST_F(ConnectionTest, AWaitBeyondTheDeadlineIsNotBegun) {
  registry_.FailNext({RichStatus(StatusCode::RESOURCE_EXHAUSTED, "OVERLOADED", "", 90)});
  EXPECT_TRUE(absl::IsResourceExhausted(Open()->Call(Source()).status()));
  EXPECT_TRUE(clock_.sleeps().empty());
}

TEST_F(ConnectionTest, AttemptsAreBoundedAndTheErrorCarriesTheRequestId) {
  registry_.FailNext(std::deque<grpc::Status>(50, {StatusCode::UNAVAILABLE, "down"}));
  const absl::Status status = Open()->Call(Source()).status();
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_EQ(registry_.request_ids().size(), 5u);
  EXPECT_EQ(RequestIdOf(status), registry_.request_ids()[0]);
}

TEST_F(ConnectionTest, AServerThatComesBackIsReachedAgain) {
  const auto connection = Open();
  ASSERT_TRUE(connection->Call(Source()).ok());
  server_.Restart();
  EXPECT_TRUE(connection->Call(Source()).ok());
}

TEST_F(ConnectionTest, AnAnswerFromTheShardsPastIsDataLoss) {
  const auto connection = Open();
  registry_.SetPosition(4, 100);
  ASSERT_TRUE(connection->Call(Source()).ok());
  registry_.SetPosition(4, 99);
  const absl::Status status = connection->Call(Source()).status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("shard 3 went back"));
  registry_.SetPosition(5, 1);
  EXPECT_TRUE(connection->Call(Source()).ok());
}

TEST_F(ConnectionTest, AnAddressThatIsNoneIsAUsageError) {
  for (const char* server :
       {"", "host", "host:", ":1", "host:0", "host:65536", "host:http", "unix:"}) {
    ConnectionOptions options;
    options.server = server;
    const auto connection = Connection::Open(options, {clock_, SystemEntropy()});
    ASSERT_FALSE(connection.ok()) << server;
    EXPECT_TRUE(IsUsageError(connection.status()));
  }
}

// A call finds its path by its types, and is repeated because it is a read or has a request id:
// both rest on how the protos are written.
TEST(Method, EveryUnaryMethodIsFoundByItsRequest) {
  const google::protobuf::FileDescriptor* files[] = {
      v1::QueueStatusRequest::descriptor()->file(), v1::GetCandidateRequest::descriptor()->file(),
      v1::GetQueueRequest::descriptor()->file(), v1::GetBatchRequest::descriptor()->file(),
      v1::GetEvaluationRequest::descriptor()->file()};
  int unary = 0;
  for (const auto* file : files) {
    for (int m = 0; m < file->service(0)->method_count(); ++m) {
      const google::protobuf::MethodDescriptor* method = file->service(0)->method(m);
      if (method->client_streaming() || method->server_streaming()) continue;
      ++unary;
      auto* factory = google::protobuf::MessageFactory::generated_factory();
      const std::string path = UnaryPath(*factory->GetPrototype(method->input_type()),
                                         *factory->GetPrototype(method->output_type()));
      EXPECT_EQ(path, "/" + method->service()->full_name() + "/" + method->name());
      const std::string name = method->name();
      const bool is_read = name.rfind("Get", 0) == 0 || name.rfind("List", 0) == 0 ||
                           name == "ExplainCandidate" || name == "VerifyBatch" ||
                           name == "QueueStatus" || name == "SimulatePolicy" ||
                           name == "AgreementReport" || name == "TraceLineage";
      EXPECT_NE(is_read, method->input_type()->FindFieldByName("request_id") != nullptr) << name;
    }
  }
  EXPECT_EQ(unary, 66);
}

}  // namespace
}  // namespace winnow::client
