// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/slice_marks.h"

#include <string>

#include "gmock/gmock.h"
#include "tests/server/loop/releases/release_bed.h"

namespace winnow::loop::testing {
namespace {

class SliceMarksTest : public ::testing::Test {
 protected:
  void SetUp() override { bed_.Evaluate(); }

  v1::Verdict Verdict() {
    const auto verdict = bed_.Gate();
    EXPECT_TRUE(verdict.ok()) << verdict.status();
    return verdict.ok() ? verdict->verdict() : v1::VERDICT_UNSPECIFIED;
  }
  bool IsMarked(const std::string& queue, const std::string& slice) {
    const auto slices =
        bed_.Call(&Loop::queues, &Queues::ListSlices,
                  Text<v1::ListSlicesRequest>(absl::StrCat("queue: 'queues/", queue, "'")));
    for (const v1::Slice& each : slices->slices()) {
      if (each.name() == absl::StrCat("queues/", queue, "/slices/", slice))
        return each.recent_regression();
    }
    ADD_FAILURE() << queue << " has no slice " << slice;
    return false;
  }

  ReleaseBed bed_;
};

TEST_F(SliceMarksTest, AreThoseThatAGateBlocksSoThatTheNextQuotasLeanThere) {
  bed_.Train(4);
  const std::string version = bed_.Freeze();
  ASSERT_TRUE(bed_.CreateRelease(absl::StrCat("release { datasets: '", version, "' }")).ok());
  ASSERT_TRUE(bed_.Submit([](int i) { return i % 2 == 0 ? Errors{3, 0} : Errors{1, 3}; }).ok());
  ASSERT_EQ(Verdict(), v1::VERDICT_BLOCK);
  for (int start = 0; start < 2; ++start) {
    EXPECT_TRUE(IsMarked("q", "s1"));
    EXPECT_FALSE(IsMarked("q", "s0"));
    EXPECT_TRUE(IsMarked("t", "s1")) << "the queue of the training data leans there too";
    EXPECT_FALSE(IsMarked("t", "s0"));
    bed_.Restart();
  }
  ASSERT_TRUE(bed_.Submit(Better).ok());
  ASSERT_EQ(Verdict(), v1::VERDICT_PASS);
  EXPECT_FALSE(IsMarked("q", "s1")) << "shown to be within its budget again";
  EXPECT_FALSE(IsMarked("t", "s1"));
}

// What shows after launch steers the next draws like what a gate shows.
TEST_F(SliceMarksTest, AreThoseAtRiskWhereAllTrafficShowsHarm) {
  bed_.Train(4);
  ASSERT_TRUE(bed_.CreateRelease(absl::StrCat("release { datasets: '", bed_.Freeze(),
                                              "' canary { slices_at_risk: 's1' triggers { name: "
                                              "'error_rate' plane: TELEMETRY_PLANE_SERVING limit: "
                                              "0.1 } } }"))
                  .ok());
  ASSERT_TRUE(bed_.Submit(Better).ok());
  const auto promote = [&](double rate, const std::string& fields = "") {
    return bed_.Rollout(
        absl::StrCat("stage: ROLLOUT_STAGE_PROMOTED telemetry { name: 'error_rate' "
                     "plane: TELEMETRY_PLANE_SERVING value: ",
                     rate, " } ", fields));
  };
  ASSERT_TRUE(promote(0.05).ok());
  EXPECT_FALSE(IsMarked("q", "s1")) << "all is well";
  ASSERT_TRUE(promote(0.5).ok());
  bed_.Restart();
  for (const char* queue : {"q", "t"}) {
    EXPECT_TRUE(IsMarked(queue, "s1")) << queue;
    EXPECT_FALSE(IsMarked(queue, "s0")) << queue;
  }
  // What was compared before the launch takes nothing of it back.
  EXPECT_NE(Verdict(), v1::VERDICT_PASS);
  EXPECT_EQ(ReasonOf(promote(0.05).status()), v1::ERROR_REASON_RELEASE_NOT_READY);
  for (const char* queue : {"q", "t"}) EXPECT_TRUE(IsMarked(queue, "s1")) << queue;
  const std::string back =
      "stage: ROLLOUT_STAGE_ROLLED_BACK rollback_target: COMPONENT_MODEL rollback_version: 'a' ";
  ASSERT_TRUE(bed_.Rollout(back + "slices { slice: 's0' requests: 5 }").ok());
  EXPECT_TRUE(IsMarked("q", "s0")) << "of those that it names";
  EXPECT_TRUE(IsMarked("t", "s0"));
  const auto verdict = bed_.Gate("release: 'releases/r' request_id: 'x'");
  ASSERT_TRUE(verdict.ok()) << verdict.status();
  EXPECT_EQ(ComparisonOf(*verdict, "s0").verdict(), v1::VERDICT_PASS);
  bed_.Restart();
  ASSERT_TRUE(bed_.Gate("release: 'releases/r' request_id: 'x'").ok()) << "the same call again";
  for (const char* queue : {"q", "t"}) {
    for (const char* slice : {"s0", "s1"}) EXPECT_TRUE(IsMarked(queue, slice)) << queue << slice;
  }
}

}  // namespace
}  // namespace winnow::loop::testing
