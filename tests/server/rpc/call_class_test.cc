// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/call_class.h"

#include <gtest/gtest.h>

#include "winnow/v1/governance_service.pb.h"
#include "winnow/v1/ingest_service.pb.h"
#include "winnow/v1/policy_service.pb.h"
#include "winnow/v1/release_service.pb.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::rpc {
namespace {

TEST(CallClass, IsKnownForEveryMethodThatIsDeclared) {
  for (const auto* file :
       {v1::IngestHeader::descriptor()->file(), v1::RequestBatchRequest::descriptor()->file(),
        v1::GetQueueRequest::descriptor()->file(), v1::QueueStatusRequest::descriptor()->file(),
        v1::GetEvaluationRequest::descriptor()->file()}) {
    const auto* service = file->service(0);
    for (int i = 0; i < service->method_count(); ++i) {
      const auto* method = service->method(i);
      const std::string path = service->full_name() + "/" + method->name();
      const std::optional<CallClass> found = ClassOf(path);
      ASSERT_TRUE(found.has_value()) << path << ": name its class in call_class.cc";
      const bool is_export = method->server_streaming() && !method->client_streaming();
      EXPECT_EQ(*found == CallClass::kExports, is_export) << path;
      const bool is_list = method->name().starts_with("List");
      EXPECT_TRUE(!is_list || *found == CallClass::kScans) << path;
    }
  }
}

TEST(CallClass, IsNothingForAMethodThatIsNotThere) {
  EXPECT_FALSE(ClassOf("winnow.v1.ReviewService/Nothing").has_value());
  EXPECT_FALSE(ClassOf("").has_value());
}

}  // namespace
}  // namespace winnow::rpc
