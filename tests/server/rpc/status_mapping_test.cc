// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/status_mapping.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/server/rpc/rich_status.h"

namespace winnow::rpc {
namespace {

// api.md P3.
TEST(MapStatus, CarriesReasonAndDomain) {
  const CallEnd end =
      MapStatus(loop::Unknown(v1::ERROR_REASON_QUEUE_UNKNOWN, "No such queue. Create it first."));
  EXPECT_EQ(end.status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(end.status.error_message(), "No such queue. Create it first.");
  EXPECT_EQ(end.reason, v1::ERROR_REASON_QUEUE_UNKNOWN);
  const RichStatus rich = Unpack(end.status);
  EXPECT_EQ(rich.reason, "QUEUE_UNKNOWN");
  EXPECT_EQ(rich.domain, "winnow");
  EXPECT_FALSE(rich.retry_seconds.has_value());
}

TEST(MapStatus, ListsEveryViolation) {
  const CallEnd end = MapStatus(loop::FieldsInvalid({{"a", "is bad"}, {"b.c[1]", "is worse"}}));
  EXPECT_EQ(end.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const RichStatus rich = Unpack(end.status);
  EXPECT_EQ(rich.fields, (std::vector<std::string>{"a", "b.c[1]"}));
  EXPECT_EQ(rich.problems, (std::vector<std::string>{"is bad", "is worse"}));
}

TEST(MapStatus, SaysWhenToTryAgainOnOverload) {
  const RichStatus rich =
      Unpack(MapStatus(loop::Overloaded(absl::Milliseconds(1500), "Wait.")).status);
  EXPECT_EQ(rich.reason, "OVERLOADED");
  ASSERT_TRUE(rich.retry_seconds.has_value());
  EXPECT_DOUBLE_EQ(*rich.retry_seconds, 1.5);
}

TEST(MapStatus, KeepsADefectOfTheServerFromItsCaller) {
  const CallEnd end = MapStatus(absl::InternalError("row 17 of /var/lib/winnow"));
  EXPECT_EQ(end.status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_EQ(end.status.error_message().find("17"), std::string::npos);
  EXPECT_EQ(end.status.error_details().find("17"), std::string::npos);
  EXPECT_EQ(Unpack(end.status).reason, "INTERNAL");
}

TEST(MapStatus, TakesOkForWhatItIs) { EXPECT_TRUE(MapStatus(absl::OkStatus()).status.ok()); }

TEST(MapStatus, FitsIntoTheMetadataThatClientsAccept) {
  std::vector<loop::FieldViolation> many;
  for (int i = 0; i < 10'000; ++i) many.push_back({absl::StrCat("slices[", i, "]"), "is wrong"});
  const CallEnd end = MapStatus(loop::FieldsInvalid(many));
  constexpr size_t kBase64Limit = 8192 * 3 / 4;
  EXPECT_LT(end.status.error_details().size() + end.status.error_message().size(), kBase64Limit);
  const RichStatus rich = Unpack(end.status);
  ASSERT_GT(rich.fields.size(), 10u);
  EXPECT_EQ(rich.fields.front(), "slices[0]");
  EXPECT_EQ(rich.problems.back(),
            absl::StrCat("And ", 10'000 - (rich.fields.size() - 1), " more: correct these first."));
}

TEST(MapStatus, MakesTextValidUtf8) {
  const CallEnd end =
      MapStatus(absl::NotFoundError("a\xff"
                                    "b"));
  EXPECT_EQ(end.status.error_message(),
            "a\xEF\xBF\xBD"
            "b");
}

TEST(ErrorReasons, AreEachInTheTable) {
  std::ifstream file(absl::StrCat(WINNOW_SOURCE_DIR, "/server/rpc/ERRORS.md"));
  std::stringstream text;
  text << file.rdbuf();
  const auto* reasons = v1::ErrorReason_descriptor();
  ASSERT_GT(reasons->value_count(), 30);
  for (int i = 1; i < reasons->value_count(); ++i) {
    const std::string name = ReasonName(static_cast<v1::ErrorReason>(reasons->value(i)->number()));
    EXPECT_NE(text.str().find(absl::StrCat("\n| ", name, " | ")), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace winnow::rpc
