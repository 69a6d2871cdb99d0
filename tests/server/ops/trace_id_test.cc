// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/trace_id.h"

#include <gtest/gtest.h>

#include <string>

namespace winnow::ops {
namespace {

constexpr char kTrace[] = "0af7651916cd43dd8448eb211c80319c";
constexpr char kHeader[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

TEST(TraceId, IsTheSecondFieldOfTheHeader) { EXPECT_EQ(TraceIdOf(kHeader), kTrace); }

TEST(TraceId, AcceptsWhatALaterVersionAppends) {
  std::string later = kHeader;
  later[1] = '1';
  EXPECT_EQ(TraceIdOf(later), kTrace);
  EXPECT_EQ(TraceIdOf(later + "-more"), kTrace);
  EXPECT_EQ(TraceIdOf(later + "more"), "");
  EXPECT_EQ(TraceIdOf(std::string(kHeader) + "-more"), "");
}

TEST(TraceId, RefusesEveryTruncatedHeader) {
  const std::string header = kHeader;
  for (size_t size = 0; size < header.size(); ++size) {
    EXPECT_EQ(TraceIdOf(header.substr(0, size)), "") << size;
  }
}

TEST(TraceId, RefusesAWrongCharacterAnywhere) {
  const std::string header = kHeader;
  for (size_t i = 0; i < header.size(); ++i) {
    for (const char c : {'g', 'A', ' ', '\n', '"', '\0'}) {
      std::string changed = header;
      changed[i] = c;
      EXPECT_EQ(TraceIdOf(changed), "") << i;
    }
  }
}

TEST(TraceId, RefusesVersionFfAndAllZeroIds) {
  EXPECT_EQ(TraceIdOf("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), "");
  EXPECT_EQ(TraceIdOf("00-00000000000000000000000000000000-b7ad6b7169203331-01"), "");
  EXPECT_EQ(TraceIdOf("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01"), "");
}

}  // namespace
}  // namespace winnow::ops
