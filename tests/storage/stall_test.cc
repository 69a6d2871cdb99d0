// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/stall.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace winnow::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class StallTest : public ::testing::Test {
 protected:
  // A write that is held back so many times and then answers `last`.
  absl::Status Run(int stalls, const absl::Status& last, absl::Duration limit) {
    int calls = 0;
    return WriteThroughStalls({[&](absl::Duration wait) { waits_.push_back(wait); }, limit}, [&] {
      return ++calls <= stalls ? absl::ResourceExhaustedError("held back") : last;
    });
  }
  absl::Duration Waited() const {
    absl::Duration sum;
    for (const absl::Duration wait : waits_) sum += wait;
    return sum;
  }

  std::vector<absl::Duration> waits_;
};

TEST_F(StallTest, AWriteThatIsTakenDoesNotWait) {
  EXPECT_TRUE(Run(0, absl::OkStatus(), absl::Seconds(1)).ok());
  EXPECT_THAT(waits_, IsEmpty());
}

TEST_F(StallTest, WaitsLongerEachTimeUntilTheWriteIsTaken) {
  EXPECT_TRUE(Run(3, absl::OkStatus(), absl::Seconds(1)).ok());
  EXPECT_THAT(waits_,
              ElementsAre(absl::Milliseconds(1), absl::Milliseconds(2), absl::Milliseconds(4)));
}

TEST_F(StallTest, NeverTriesAgainAfterAnotherFailure) {
  EXPECT_TRUE(absl::IsUnavailable(Run(1, absl::UnavailableError("broken"), absl::Seconds(1))));
  EXPECT_EQ(waits_.size(), 1u);
}

TEST_F(StallTest, GivesUpWhenTheLimitIsReachedAndNotBefore) {
  EXPECT_TRUE(absl::IsResourceExhausted(Run(1'000'000, absl::OkStatus(), absl::Seconds(1))));
  EXPECT_EQ(Waited(), absl::Seconds(1));
  for (const absl::Duration wait : waits_) EXPECT_LE(wait, absl::Milliseconds(100));
}

TEST_F(StallTest, DoesNotWaitWithoutALimit) {
  EXPECT_TRUE(absl::IsResourceExhausted(Run(5, absl::OkStatus(), absl::ZeroDuration())));
  EXPECT_THAT(waits_, IsEmpty());
}

}  // namespace
}  // namespace winnow::storage
