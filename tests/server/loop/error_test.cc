// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/error.h"

#include <gtest/gtest.h>

#include <string>

namespace winnow::loop {
namespace {

TEST(Error, CarriesEveryViolationAndNamesTheFirst) {
  const absl::Status status = FieldsInvalid({{"a.b[0]", "is wrong"}, {"c", ""}});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "a.b[0]: is wrong (and 1 more)");
  const ErrorDetail detail = DetailOf(status);
  EXPECT_EQ(detail.reason, v1::ERROR_REASON_FIELD_INVALID);
  ASSERT_EQ(detail.violations.size(), 2u);
  EXPECT_EQ(detail.violations[0].field, "a.b[0]");
  EXPECT_EQ(detail.violations[0].problem, "is wrong");
  EXPECT_EQ(detail.violations[1].field, "c");
  EXPECT_EQ(detail.violations[1].problem, "");
  EXPECT_FALSE(detail.retry_after.has_value());
}

TEST(Error, KeepsItsFormWhateverTheTextsHold) {
  const std::string nul("x\0y", 3);
  const ErrorDetail detail = DetailOf(PolicyInvalid({{nul, nul}, {"", "p"}}));
  EXPECT_EQ(detail.reason, v1::ERROR_REASON_POLICY_INVALID);
  ASSERT_EQ(detail.violations.size(), 2u);
  EXPECT_EQ(detail.violations[0].field, "xy");
  EXPECT_EQ(detail.violations[1].problem, "p");
}

TEST(Error, CarriesTheTimeToWait) {
  const absl::Status status = Overloaded(absl::Milliseconds(1500), "wait");
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(DetailOf(status).reason, v1::ERROR_REASON_OVERLOADED);
  EXPECT_EQ(DetailOf(status).retry_after, absl::Milliseconds(1500));
}

TEST(Error, HasTheCodeThatTheTableOfP3Asks) {
  const struct {
    absl::Status status;
    absl::StatusCode code;
    v1::ErrorReason reason;
  } rows[] = {
      {Invalid(v1::ERROR_REASON_REQUEST_ID_REUSED, ""), absl::StatusCode::kInvalidArgument,
       v1::ERROR_REASON_REQUEST_ID_REUSED},
      {Unknown(v1::ERROR_REASON_QUEUE_UNKNOWN, ""), absl::StatusCode::kNotFound,
       v1::ERROR_REASON_QUEUE_UNKNOWN},
      {NotAllowed(v1::ERROR_REASON_CONSENT_DISALLOWED, ""), absl::StatusCode::kFailedPrecondition,
       v1::ERROR_REASON_CONSENT_DISALLOWED},
      {Exists(""), absl::StatusCode::kAlreadyExists, v1::ERROR_REASON_ALREADY_EXISTS},
      {LeaseSuperseded(""), absl::StatusCode::kAborted, v1::ERROR_REASON_LEASE_SUPERSEDED},
      {VersionConflict(), absl::StatusCode::kAborted, v1::ERROR_REASON_VERSION_CONFLICT},
      {Unauthenticated(""), absl::StatusCode::kUnauthenticated, v1::ERROR_REASON_UNAUTHENTICATED},
      {Denied(""), absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_PERMISSION_DENIED},
      {Draining(), absl::StatusCode::kUnavailable, v1::ERROR_REASON_DRAINING}};
  for (const auto& row : rows) {
    EXPECT_EQ(row.status.code(), row.code) << row.status;
    EXPECT_EQ(DetailOf(row.status).reason, row.reason) << row.status;
  }
}

TEST(Error, ReadsTheReasonOfAForeignStatusFromItsCode) {
  EXPECT_EQ(DetailOf(absl::ResourceExhaustedError("")).reason, v1::ERROR_REASON_OVERLOADED);
  EXPECT_TRUE(DetailOf(absl::ResourceExhaustedError("")).retry_after.has_value());
  EXPECT_EQ(DetailOf(absl::UnavailableError("")).reason, v1::ERROR_REASON_STORAGE_UNAVAILABLE);
  EXPECT_EQ(DetailOf(absl::DataLossError("")).reason, v1::ERROR_REASON_STORAGE_DAMAGED);
  EXPECT_EQ(DetailOf(absl::DeadlineExceededError("")).reason, v1::ERROR_REASON_DEADLINE_EXCEEDED);
  EXPECT_EQ(DetailOf(absl::InternalError("")).reason, v1::ERROR_REASON_INTERNAL);
}

}  // namespace
}  // namespace winnow::loop
