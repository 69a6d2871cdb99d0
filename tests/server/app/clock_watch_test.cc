// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "server/app_clock.h"
#include "server/shard/mutate_and_wait.h"
#include "tests/server/loop/loop_bed.h"

namespace winnow::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr absl::Duration kDay = absl::Hours(24);

std::string Describe(absl::Duration jump) {
  const absl::Time wall = absl::FromUnixSeconds(1'800'000'000);
  return DescribeDoubt({wall, absl::ZeroDuration(), wall - jump}, {});
}

TEST(ClockDoubt, SaysWhatIsWrongAndWhatEndsIt) {
  EXPECT_EQ(Describe(absl::ZeroDuration()), "");
  EXPECT_EQ(Describe(kDay),
            "The wall clock is 24h ahead. Nothing is destroyed by the time of day until it is "
            "right again, or has run evenly for 24h.");
  EXPECT_THAT(Describe(-100 * kDay), HasSubstr("2400h behind"));
  EXPECT_THAT(Describe(-100 * kDay), Not(HasSubstr("--accept-clock")));
  EXPECT_THAT(Describe(31 * kDay), HasSubstr("--accept-clock"));
}

TEST(ClockWatch, TellsLogMetricsAndAuditOnceWhenTrustEndsAndReturns) {
  loop::testing::LoopBed bed;
  ops::Metrics metrics({"v", "r"});
  std::FILE* const file = std::tmpfile();
  ASSERT_NE(file, nullptr);
  {
    ops::LogOptions options;
    options.file_descriptor = fileno(file);
    ops::Logger log(options, bed.clock());
    ClockWatch watch(metrics, log);
    const auto look = [&](absl::Duration jump) {
      bed.clock().SetWall(bed.clock().WallNow() + jump);
      for (int i = 0; i < 3; ++i) watch.Look(bed.shards());
      const auto nothing = [](shard::ShardState&, shard::MutationLog&) { return absl::OkStatus(); };
      EXPECT_TRUE(shard::MutateAndWait(bed.shards().control(), nothing).ok());
    };
    look(absl::ZeroDuration());
    EXPECT_THAT(metrics.Text(), HasSubstr("winnow_clock_frozen 0\n"));
    look(-kDay);
    EXPECT_THAT(metrics.Text(), HasSubstr("winnow_clock_frozen 1\n"));
    EXPECT_THAT(metrics.Text(), HasSubstr("winnow_clock_jump_seconds -86400\n"));
    look(kDay);
    EXPECT_THAT(metrics.Text(), HasSubstr("winnow_clock_jump_seconds 0\n"));
  }
  std::rewind(file);
  std::string text(4096, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file));
  std::fclose(file);
  const size_t doubt = text.find("clock_in_doubt");
  const size_t trust = text.find("clock_trusted");
  ASSERT_NE(doubt, std::string::npos) << text;
  EXPECT_LT(doubt, trust);
  EXPECT_EQ(text.find("clock_in_doubt", doubt + 1), std::string::npos);
  EXPECT_EQ(text.find("clock_trusted", trust + 1), std::string::npos);
  const std::vector<storage::v1::LeafRecord> leaves = LeavesOf(bed);
  ASSERT_EQ(leaves.size(), 3u);  // the first is that of a new database
  EXPECT_EQ(leaves[1].decision(), "IN_DOUBT");
  EXPECT_EQ(leaves[2].decision(), "TRUSTED");
}

}  // namespace
}  // namespace winnow::app
