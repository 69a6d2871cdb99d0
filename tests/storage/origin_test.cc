// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/origin.h"

#include <string>

#include "gtest/gtest.h"

namespace winnow::storage {
namespace {

Origin LossOf(uint64_t seqs) {
  return {Origin::Cause::kLossAccepted,
          {"database", 7, {4, 10, "note"}},
          ShardHead{5, 10 + seqs, std::string(kMaxHeadText, 'n')}};
}

TEST(Origin, IsReadAsItWasWritten) {
  for (const Origin& origin :
       {LossOf(3), Origin{Origin::Cause::kRestored, {"database", 0, {1, 0, ""}}, std::nullopt}}) {
    const auto read = DecodeOrigin(EncodeOrigin(origin));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->cause, origin.cause);
    EXPECT_EQ(read->kept, origin.kept);
    EXPECT_EQ(read->abandoned.has_value(), origin.abandoned.has_value());
    EXPECT_EQ(EncodeOrigin(*read), EncodeOrigin(origin));
  }
}

TEST(Origin, IsDamagedWhereAByteIsMissingOrTooMuch) {
  const std::string whole = EncodeOrigin(LossOf(3));
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_TRUE(absl::IsDataLoss(DecodeOrigin(whole.substr(0, size)).status())) << size;
  }
  EXPECT_TRUE(absl::IsDataLoss(DecodeOrigin(whole + "x").status()));
}

}  // namespace
}  // namespace winnow::storage
