// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/server.h"

#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "tests/server/rpc/rich_status.h"
#include "tests/server/rpc/rpc_bed.h"
#include "winnow/v1/governance_service.pb.h"
#include "winnow/v1/ingest_service.grpc.pb.h"
#include "winnow/v1/release_service.pb.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::rpc {
namespace {

using ::testing::HasSubstr;

TEST(Server, RefusesCallsUntilTheStateIsThere) {
  RpcBed bed;
  const grpc::Status status = bed.RegisterSource("a");
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(Unpack(status).reason, "STORAGE_UNAVAILABLE");
  EXPECT_TRUE(Unpack(status).retry_seconds.has_value());
  bed.Serve();
  EXPECT_TRUE(bed.RegisterSource("a").ok());
}

// architecture.md A2: the reply leaves only after its commit is durable.
TEST(Server, AnswersAMutationOnlyAfterItsCommit) {
  RpcBed bed;
  bed.Serve();
  bed.engine().Close();
  std::atomic<bool> is_open = false;
  std::thread caller([&] {
    EXPECT_TRUE(bed.RegisterSource("a").ok());
    EXPECT_TRUE(is_open);
  });
  bed.engine().WaitForCommit();
  is_open = true;
  bed.engine().Open();
  caller.join();
}

TEST(Server, AnswersACallWhoseTimeIsOverAndOutlivesItsCommit) {
  RpcBed bed;
  bed.Serve();
  bed.engine().Close();
  auto call = std::async(std::launch::async, [&] { return bed.RegisterSource("a"); });
  bed.engine().WaitForCommit();
  bed.open_calls().ExpireOverdue(absl::ZeroDuration());
  bed.open_calls().ExpireOverdue(absl::InfiniteDuration());
  const grpc::Status status = call.get();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(Unpack(status).reason, "DEADLINE_EXCEEDED");
  bed.engine().Open();
  EXPECT_TRUE(bed.RegisterSource("b").ok());
}

TEST(Server, OutlivesACommitWhoseCallerHasGone) {
  RpcBed bed;
  bed.Serve();
  bed.engine().Close();
  grpc::ClientContext context;
  auto call = std::async(std::launch::async, [&] { return bed.RegisterSource("a", &context); });
  bed.engine().WaitForCommit();
  context.TryCancel();
  EXPECT_EQ(call.get().error_code(), grpc::StatusCode::CANCELLED);
  bed.engine().Open();
  EXPECT_TRUE(bed.RegisterSource("b").ok());
}

TEST(Server, DrainsWhatIsUnderWayAndRefusesTheRest) {
  RpcBed bed;
  bed.Serve();
  bed.engine().Close();
  auto call = std::async(std::launch::async, [&] { return bed.RegisterSource("a"); });
  bed.engine().WaitForCommit();
  bed.open_calls().Drain();
  EXPECT_EQ(Unpack(bed.RegisterSource("b")).reason, "DRAINING");
  EXPECT_FALSE(bed.open_calls().WaitUntilEmpty(absl::ZeroDuration()));
  bed.engine().Open();
  EXPECT_TRUE(call.get().ok());
  EXPECT_TRUE(bed.open_calls().WaitUntilEmpty(absl::Minutes(1)));
}

TEST(Server, SaysSoWhenNobodyKnowsWhatBecameOfACommit) {
  RpcBed bed;
  bed.Serve();
  bed.engine().Break();
  const grpc::Status status = bed.RegisterSource("a");
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(Unpack(status).reason, "STORAGE_UNAVAILABLE");
}

TEST(Server, OutlivesAStreamThatDiesWithChunksUnderWay) {
  RpcBed bed;
  bed.Serve();
  {
    grpc::ClientContext context;
    v1::CreateQueueRequest request;
    v1::CreateQueueResponse response;
    request.mutable_queue()->set_name("queues/q");
    ASSERT_TRUE(
        v1::PolicyService::NewStub(bed.channel())->CreateQueue(&context, request, &response).ok());
  }
  grpc::ClientContext context;
  const auto stub = v1::IngestService::NewStub(bed.channel());
  auto stream = stub->IngestCandidates(&context);
  v1::IngestCandidatesRequest request;
  request.mutable_header()->set_queue("queues/q");
  request.mutable_header()->set_writer_id("w");
  v1::IngestCandidatesResponse response;
  ASSERT_TRUE(stream->Write(request));
  ASSERT_TRUE(stream->Read(&response));
  bed.engine().Close();
  for (uint64_t i = 0; i < 6; ++i) {
    request.mutable_chunk()->Clear();
    request.mutable_chunk()->set_offset(i);
    request.mutable_chunk()->add_candidates()->set_candidate_id("c" + std::to_string(i));
    ASSERT_TRUE(stream->Write(request));
  }
  bed.engine().WaitForCommit();
  context.TryCancel();
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  bed.engine().Open();
  EXPECT_TRUE(bed.RegisterSource("b").ok());
}

TEST(Server, RefusesARequestThatIsALittleTooLargeInItsOwnWords) {
  RpcBed bed;
  bed.Serve();
  const grpc::Status status = bed.RegisterSource(std::string((size_t{1} << 20) + 100, 'a'));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Unpack(status).reason, "FIELD_INVALID");
  const grpc::Status huge = bed.RegisterSource(std::string(size_t{2} << 20, 'a'));
  EXPECT_EQ(huge.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST(Server, RefusesMetadataOverItsLimit) {
  RpcBed bed;
  bed.Serve();
  grpc::ClientContext context;
  context.AddMetadata("x-large", std::string(10'000, 'a'));
  EXPECT_EQ(bed.RegisterSource("a", &context).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST(Server, CountsCallsByMethodAndCode) {
  RpcBed bed;
  bed.Serve();
  EXPECT_TRUE(bed.RegisterSource("a").ok());
  EXPECT_FALSE(bed.RegisterSource("not an id").ok());
  // The reactors count before they answer, so the answers above are in.
  const std::string text = bed.MetricsText();
  EXPECT_THAT(text, HasSubstr("grpc_server_started_total{grpc_method=\"RegisterSource\",grpc_"
                              "service=\"winnow.v1.PolicyService\",grpc_type=\"unary\"} 2"));
  EXPECT_THAT(text, HasSubstr("grpc_server_handled_total{grpc_code=\"InvalidArgument\",grpc_method="
                              "\"RegisterSource\",grpc_service=\"winnow.v1.PolicyService\",grpc_"
                              "type=\"unary\"} 1"));
}

// Every method that the protos declare is there: an empty request gets an answer of ours.
TEST(Server, ServesEveryMethodThatIsDeclared) {
  RpcBed bed;
  bed.Serve();
  int methods = 0;
  for (const auto* file :
       {v1::IngestHeader::descriptor()->file(), v1::RequestBatchRequest::descriptor()->file(),
        v1::GetQueueRequest::descriptor()->file(), v1::QueueStatusRequest::descriptor()->file(),
        v1::GetEvaluationRequest::descriptor()->file()}) {
    const auto* service = file->service(0);
    for (int i = 0; i < service->method_count(); ++i, ++methods) {
      const std::string path = "/" + service->full_name() + "/" + service->method(i)->name();
      grpc::GenericStub stub(bed.channel());
      grpc::ClientContext context;
      grpc::CompletionQueue queue;
      grpc::Status status;
      void* tag = nullptr;
      bool ok = false;
      auto call = stub.PrepareCall(&context, path, &queue);
      call->StartCall(nullptr);
      queue.Next(&tag, &ok);
      const grpc::Slice nothing("");
      call->WriteLast(grpc::ByteBuffer(&nothing, 1), grpc::WriteOptions(), nullptr);
      queue.Next(&tag, &ok);
      grpc::ByteBuffer answer;
      do {
        call->Read(&answer, nullptr);
      } while (queue.Next(&tag, &ok) && ok);
      call->Finish(&status, nullptr);
      queue.Next(&tag, &ok);
      EXPECT_NE(status.error_code(), grpc::StatusCode::UNIMPLEMENTED) << path;
      EXPECT_NE(status.error_code(), grpc::StatusCode::UNAVAILABLE) << path;
    }
  }
  EXPECT_EQ(methods, 7 + 16 + 21 + 10 + 20);
}

}  // namespace
}  // namespace winnow::rpc
