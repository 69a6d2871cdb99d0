// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Which changes of releases go on while the disk runs full (storage.md E3).
#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "tests/server/loop/releases/release_bed.h"

namespace winnow::loop::testing {
namespace {

using shard::Room;

class ReserveBed : public ReleaseBed {
 public:
  void SetRoom(Room room) { admission_.SetRoom(room); }
};

struct ReleaseVerb {
  std::string name;
  std::function<absl::Status(ReleaseBed&)> call;
};

std::vector<ReleaseVerb> OrdinaryVerbs() {
  return {
      {"CreateRelease",
       [](ReleaseBed& bed) {
         return bed.CreateRelease("release { name: 'releases/other' }").status();
       }},
      {"SubmitEvaluation", [](ReleaseBed& bed) { return bed.Submit(Better).status(); }},
      {"EvaluateGates", [](ReleaseBed& bed) { return bed.Gate().status(); }},
      {"WaiveFinding",
       [](ReleaseBed& bed) { return bed.Waive("kind: FINDING_KIND_SLICE_REGRESSION").status(); }},
      {"RecordRollout of a shadow run",
       [](ReleaseBed& bed) { return bed.Rollout("stage: ROLLOUT_STAGE_SHADOW").status(); }},
      {"RecordRollout of a promotion",
       [](ReleaseBed& bed) { return bed.Rollout("stage: ROLLOUT_STAGE_PROMOTED").status(); }},
      {"CreateDatasetVersion",
       [](ReleaseBed& bed) {
         return bed
             .Call(&Loop::datasets, &Datasets::CreateDatasetVersion,
                   Text<v1::CreateDatasetVersionRequest>(
                       "dataset: 'datasets/train' queue: 'queues/t' purpose: PURPOSE_TRAINING"))
             .status();
       }},
  };
}

class DiskReserveTest : public ::testing::Test {
 protected:
  void SetUp() override {
    bed_.Evaluate();
    bed_.Train(4);
    ASSERT_TRUE(bed_.CreateRelease(absl::StrCat("release { datasets: '", bed_.Freeze(),
                                                "' canary { slices_at_risk: 's1' } }"))
                    .ok());
    ASSERT_TRUE(bed_.Submit(Better).ok());
  }

  size_t AllLeaves() { return LeavesOf(bed_).size(); }
  bool IsMarked(const std::string& slice) {
    const auto slices = bed_.Call(&Loop::queues, &Queues::ListSlices,
                                  Text<v1::ListSlicesRequest>("queue: 'queues/t'"));
    EXPECT_TRUE(slices.ok()) << slices.status();
    for (const v1::Slice& each : slices->slices()) {
      if (each.name() == "queues/t/slices/" + slice) return each.recent_regression();
    }
    return false;
  }

  ReserveBed bed_;
};

TEST_F(DiskReserveTest, ChangesOfReleasesGoOnWhileTheDiskRunsLow) {
  bed_.SetRoom(Room::kLow);
  for (const ReleaseVerb& verb : OrdinaryVerbs()) {
    const absl::Status status = verb.call(bed_);
    EXPECT_TRUE(status.ok()) << verb.name << status;
  }
}

TEST_F(DiskReserveTest, IsNotForNewWorkOnReleases) {
  bed_.SetRoom(Room::kReserve);
  const size_t leaves = AllLeaves();
  for (const ReleaseVerb& verb : OrdinaryVerbs()) {
    SCOPED_TRACE(verb.name);
    const absl::Status status = verb.call(bed_);
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_DISK_LOW);
  }
  EXPECT_EQ(AllLeaves(), leaves) << "what is refused changes nothing";
}

// Who rolls back mends what harms people now.
TEST_F(DiskReserveTest, IsForARollbackWithItsMarks) {
  bed_.SetRoom(Room::kReserve);
  const auto back = bed_.Rollout(
      "stage: ROLLOUT_STAGE_ROLLED_BACK rollback_target: COMPONENT_MODEL "
      "rollback_version: 'a'");
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(bed_.Get()->release().rollouts_size(), 1);
  EXPECT_TRUE(IsMarked("s1"));
}

}  // namespace
}  // namespace winnow::loop::testing
