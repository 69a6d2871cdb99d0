// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <string>

#include "absl/strings/str_format.h"
#include "server/access/grants.h"
#include "tests/server/loop/review_bed.h"

namespace winnow::loop::testing {
namespace {

class PublicationBed : public ReviewBed {
 public:
  // Candidates of slice `slice`, each of a person of its own.
  void Add(const std::string& slice, int first, int count) {
    std::vector<v1::Candidate> candidates;
    for (int i = first; i < first + count; ++i) {
      v1::Candidate& candidate =
          candidates.emplace_back(Complete(absl::StrFormat("%s%d", slice, i)));
      candidate.set_slice(slice);
      candidate.set_subject(absl::StrFormat("%016x", i));
    }
    EXPECT_EQ(Upsert(candidates).accepted(), static_cast<uint32_t>(count));
  }

  void Renew() {
    const absl::Status status = loop().publications.Renew();
    EXPECT_TRUE(status.ok()) << status;
  }

  v1::QueueStatusResponse Published() {
    const auto response = CallAs(sre_, &Loop::queue_health, &QueueHealth::QueueStatus,
                                 Text<v1::QueueStatusRequest>("queue: 'queues/q'"));
    EXPECT_TRUE(response.ok()) << response.status();
    v1::QueueStatusResponse published = *response;
    published.clear_position();
    return published;
  }

  void SetMin(int persons) {
    auto request = Text<v1::UpdateQueueRequest>(
        "queue { name: 'queues/q' } update_mask { paths: 'min_cell_subjects' }");
    request.mutable_queue()->set_min_cell_subjects(static_cast<uint32_t>(persons));
    const auto updated = Call(&Loop::queues, &Queues::UpdateQueue, request);
    ASSERT_TRUE(updated.ok()) << updated.status();
    EXPECT_EQ(updated->queue().min_cell_subjects(), static_cast<uint32_t>(persons));
  }

 private:
  const Caller sre_{.principal = "sre", .grants = access::Grants::OfMonitoring()};
};

TEST(Publications, ShowNothingBeforeTheyAreRenewedAndLargeSlicesAfter) {
  PublicationBed bed;
  bed.Add("large", 0, 20);
  bed.Add("small", 100, 5);
  v1::QueueStatusResponse status = bed.Published();
  EXPECT_EQ(status.candidates(), 0u);
  EXPECT_EQ(status.hidden_size(), 4);
  bed.Renew();
  status = bed.Published();
  EXPECT_EQ(status.candidates(), 20u);
  EXPECT_EQ(status.available(), 20u);
  EXPECT_EQ(status.hidden_size(), 4) << "of the small slice";
  ASSERT_EQ(status.slices_size(), 2);
  EXPECT_EQ(status.slices(0).candidates(), 20u);
  EXPECT_TRUE(status.slices(0).hidden().empty());
  EXPECT_TRUE(status.slices(0).has_as_of_time());
  EXPECT_EQ(status.slices(1).candidates(), 0u);
  EXPECT_EQ(status.slices(1).hidden_size(), 4);
  EXPECT_EQ(bed.Status().candidates(), 25u) << "who reads rows";
}

// The smallest number of persons who lease hides which of the others wait.
TEST(Publications, AFewLeasedCandidatesHideUntilTheyAreMany) {
  PublicationBed bed;
  bed.Add("s", 0, 60);
  bed.Take("max_items: 3");
  bed.Renew();
  v1::QueueStatusResponse status = bed.Published();
  EXPECT_EQ(status.candidates(), 60u);
  EXPECT_EQ(status.leased(), 0u);
  EXPECT_THAT(status.hidden(), ::testing::Contains(v1::COUNT_KIND_LEASED));
  bed.Take("max_items: 15");
  bed.Renew();
  EXPECT_EQ(bed.Status().leased(), 18u);
}

TEST(Publications, AreTheSameAfterARestartAndStillNotRenewedForFew) {
  PublicationBed bed;
  bed.Add("s", 0, 20);
  bed.Renew();
  const std::string before = bed.Published().DebugString();
  bed.Restart();
  EXPECT_EQ(bed.Published().DebugString(), before);
  bed.Add("s", 100, 10);
  bed.Renew();
  EXPECT_EQ(bed.Published().candidates(), 20u);
  bed.Add("s", 200, 1);
  bed.Renew();
  EXPECT_EQ(bed.Published().candidates(), 31u);
}

TEST(Publications, AQueueThatAsksForOnePersonShowsEverythingAsItIs) {
  PublicationBed bed;
  bed.Add("s", 0, 3);
  bed.SetMin(1);
  const v1::QueueStatusResponse status = bed.Published();
  EXPECT_EQ(status.candidates(), 3u);
  EXPECT_TRUE(status.hidden().empty());
  EXPECT_FALSE(status.has_as_of_time());
  const size_t leaves = LeavesOf(bed).size();
  bed.Renew();
  EXPECT_EQ(LeavesOf(bed).size(), leaves);
}

TEST(Publications, LeaveALeafOnlyWhenSomethingIsRenewed) {
  PublicationBed bed;
  bed.Add("s", 0, 20);
  bed.Renew();
  const auto leaves = LeavesOf(bed);
  EXPECT_EQ(leaves.back().method(), "PublishCounts");
  EXPECT_EQ(leaves.back().object(), "queues/q");
  bed.Renew();
  EXPECT_EQ(LeavesOf(bed).size(), leaves.size());
}

}  // namespace
}  // namespace winnow::loop::testing
