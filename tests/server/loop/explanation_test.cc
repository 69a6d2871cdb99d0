// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// What ExplainCandidate says about ranks, the next draw, and what stops a candidate.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "tests/server/loop/review_bed.h"

namespace winnow::loop::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kScored[] =
    "signal_terms { name: 'doubt' signal: 'confidence' clamp_high: 1 weight: 1 } "
    "lease { max_items: 10 } ";

// A queue whose candidates c0, c1, ... have falling scores, in turns in the slices a and b.
class Bed : public ReviewBed {
 public:
  explicit Bed(const std::string& policy) : ReviewBed(std::string(kScored) + policy) {
    std::vector<v1::Candidate> candidates;
    for (int i = 0; i < 100; ++i) {
      v1::Candidate& candidate = candidates.emplace_back(Complete(absl::StrCat("c", i)));
      candidate.set_slice(i % 2 == 0 ? "a" : "b");
      (*candidate.mutable_attributes())["device"] = i < 50 ? "phone" : absl::StrCat("d", i);
      v1::Signal& signal = *candidate.add_signals();
      signal.set_name("confidence");
      signal.set_value(1 - i / 100.0);
    }
    Upsert(candidates);
  }

  v1::ExplainCandidateResponse Explain(const std::string& id) {
    v1::ExplainCandidateRequest request;
    request.set_name("queues/q/candidates/" + id);
    const auto response = Call(&Loop::candidates, &Candidates::ExplainCandidate, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : v1::ExplainCandidateResponse();
  }

  void SetWeight(const std::string& slice, double weight) {
    auto request = Text<v1::UpdateSliceRequest>("update_mask { paths: 'launch_weight' }");
    request.mutable_slice()->set_name("queues/q/slices/" + slice);
    request.mutable_slice()->set_launch_weight(weight);
    const auto response = Call(&Loop::queues, &Queues::UpdateSlice, request);
    EXPECT_TRUE(response.ok()) << response.status();
  }
};

std::vector<v1::StopReason> Stops(const v1::ExplainCandidateResponse& response) {
  std::vector<v1::StopReason> reasons;
  for (const v1::Stop& stop : response.stops()) {
    reasons.push_back(stop.reason());
    EXPECT_FALSE(stop.message().empty());
  }
  return reasons;
}

TEST(Explanation, RanksInSliceAndQueueAndSaysWhoIsTaken) {
  Bed bed("exploration { share: 0 }");
  const v1::ExplainCandidateResponse best = bed.Explain("c3");
  EXPECT_EQ(best.slice_rank().first(), 2u);
  EXPECT_EQ(best.slice_rank().last(), 2u);
  EXPECT_EQ(best.queue_rank().first(), 4u);
  EXPECT_EQ(best.next_draw().items(), 10u);
  EXPECT_EQ(best.next_draw().arm(), v1::ARM_EXPLOIT);
  EXPECT_EQ(best.next_draw().inclusion_probability(), 1);
  EXPECT_THAT(best.stops(), IsEmpty());
  const v1::ExplainCandidateResponse late = bed.Explain("c30");
  EXPECT_EQ(late.slice_rank().first(), 16u);
  EXPECT_EQ(late.queue_rank().first(), 31u);
  EXPECT_EQ(late.next_draw().arm(), v1::ARM_UNSPECIFIED);
  EXPECT_THAT(Stops(late), ElementsAre(v1::STOP_REASON_SLICE_QUOTA));
}

TEST(Explanation, HoldsForTheBatchThatIsDrawnNext) {
  Bed bed("exploration { share: 0.4 } caps { attribute: 'device' per_batch: 3 }");
  std::vector<v1::ExplainCandidateResponse> before;
  for (int i = 0; i < 100; ++i) before.push_back(bed.Explain(absl::StrCat("c", i)));
  double expected = 0;
  for (const auto& response : before) expected += response.next_draw().inclusion_probability();
  EXPECT_NEAR(expected, 10, 1e-9);
  const v1::RequestBatchResponse batch = bed.Take("max_items: 10");
  v1::GetBatchRequest get;
  get.set_name(batch.batch());
  get.set_page_size(100);
  const auto items = bed.Call(&Loop::batches, &Batches::GetBatch, get);
  ASSERT_EQ(items->items_size(), 10);
  for (const v1::ManifestItem& item : items->items()) {
    const auto it = std::find_if(before.begin(), before.end(), [&](const auto& response) {
      return response.candidate_id() == item.candidate_id();
    });
    EXPECT_EQ(it->next_draw().arm(), item.arm());
    EXPECT_EQ(it->next_draw().inclusion_probability(), item.inclusion_probability());
    EXPECT_EQ(it->next_draw().cell_candidates(), item.cell_candidates());
    EXPECT_EQ(it->next_draw().cell_expectation(), item.cell_expectation());
  }
}

TEST(Explanation, NamesTheCapThatIsUsedUp) {
  Bed bed("exploration { share: 0 } caps { attribute: 'device' per_batch: 3 }");
  EXPECT_THAT(Stops(bed.Explain("c2")), IsEmpty());
  const v1::ExplainCandidateResponse capped = bed.Explain("c3");
  EXPECT_THAT(Stops(capped), ElementsAre(v1::STOP_REASON_CAP));
  EXPECT_EQ(capped.stops(0).attribute(), "device");
  EXPECT_EQ(capped.stops(0).key(), "phone");
  EXPECT_EQ(capped.stops(0).message(), "3 better items have its device, and a batch takes 3");
}

TEST(Explanation, NamesTheSliceThatGetsNothing) {
  Bed bed("exploration { share: 0 } allocation { quotas { slice: 'a' max: 0 } }");
  EXPECT_THAT(Stops(bed.Explain("c0")), ElementsAre(v1::STOP_REASON_SLICE_MAXIMUM));
  EXPECT_THAT(Stops(bed.Explain("c1")), IsEmpty());
}

TEST(Explanation, NamesALaunchWeightOfZeroAndRanksWithoutThatSlice) {
  Bed bed("exploration { share: 0 }");
  bed.SetWeight("a", 0);
  const v1::ExplainCandidateResponse response = bed.Explain("c4");
  EXPECT_THAT(Stops(response),
              ElementsAre(v1::STOP_REASON_EXCLUDED, v1::STOP_REASON_LAUNCH_WEIGHT));
  EXPECT_EQ(response.stops(0).message(), "it is not in the frame: NO_LAUNCH_RELEVANCE");
  EXPECT_EQ(bed.Explain("c5").queue_rank().first(), 3u);
}

TEST(Explanation, NamesCapacityAndTheBestOfAllSlices) {
  Bed bed(
      "exploration { share: 0 } capacity { queue_items: 4 } "
      "allocation { kind: ALLOCATION_KIND_BY_SCORE }");
  EXPECT_THAT(Stops(bed.Explain("c4")), ElementsAre(v1::STOP_REASON_BATCH_FULL));
  bed.Take("max_items: 4");
  const v1::ExplainCandidateResponse next = bed.Explain("c4");
  EXPECT_THAT(Stops(next), ElementsAre(v1::STOP_REASON_CAPACITY));
  EXPECT_EQ(next.next_draw().items(), 0u);
  const v1::ExplainCandidateResponse leased = bed.Explain("c0");
  EXPECT_THAT(Stops(leased), ElementsAre(v1::STOP_REASON_EXCLUDED, v1::STOP_REASON_CAPACITY));
  // The place that it would have among those that are left.
  EXPECT_EQ(leased.queue_rank().first(), 1u);
}

TEST(Explanation, NeedsAPolicyForMore) {
  LoopBed bed;
  bed.SetUp("");
  bed.Upsert({LoopBed::Complete("c0")});
  const auto response =
      bed.Call(&Loop::candidates, &Candidates::ExplainCandidate,
               Text<v1::ExplainCandidateRequest>("name: 'queues/q/candidates/c0'"));
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_THAT(Stops(*response), ElementsAre(v1::STOP_REASON_NO_ACTIVE_POLICY));
  EXPECT_FALSE(response->has_slice_rank());
}

}  // namespace
}  // namespace winnow::loop::testing
