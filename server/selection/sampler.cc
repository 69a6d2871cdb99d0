// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/sampler.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "server/selection/divisor.h"
#include "server/selection/exploit.h"
#include "server/selection/explore.h"
#include "server/selection/explore_share.h"
#include "server/selection/neyman.h"
#include "server/selection/quota.h"
#include "server/selection/stable_hash.h"

namespace winnow::selection {
namespace {

// One draw. The vectors run over the slices that take part, in the order of their ids.
class Drawing {
 public:
  Drawing(const CompiledPolicy& policy, const Frame& frame, const DrawRequest& request)
      : policy_(policy),
        frame_(frame),
        diversity_(policy.caps, frame.view, frame.window),
        seed_(request.seed) {
    Choose(request);
    Share(std::min(request.batch, kLargestBatch));
  }

  void RunExploit(Executor& executor);
  void RunExplore(Executor& executor);
  DrawResult TakeResult();

 private:
  void Choose(const DrawRequest& request);
  void Share(uint64_t batch);
  void ShareBetweenArms();
  std::vector<uint64_t> WholeSlots(absl::Span<const ShareLane> shares, uint64_t slots) const;
  void Expect(std::vector<SlotUnits> expected);
  void Raise(uint64_t left);
  // Whether the scan budget kept a slice from being read to its end.
  bool StoppedEarly() const;
  SliceLine LineOf(std::size_t i) const;
  v1::ShortfallReason ReasonOf(std::size_t i, const SliceLine& line) const;

  SliceSupply SupplyOf(SliceNo slice) const;
  std::vector<uint64_t> Weights() const;
  bool IsByScore() const { return policy_.allocation == v1::ALLOCATION_KIND_BY_SCORE; }
  Micros TermOf(SliceNo slice) const {
    return IsByScore() ? SliceTerm(policy_, frame_.slices[slice]) : 0;
  }

  const CompiledPolicy& policy_;
  const Frame& frame_;
  Diversity diversity_;
  uint64_t seed_;
  uint64_t total_ = 0;    // items of the batch
  uint64_t explore_ = 0;  // of these, random draws
  std::vector<SliceNo> slices_;
  std::vector<SliceQuota> quotas_;
  std::vector<ShareLane> shares_;
  std::vector<ExploitLane> lanes_;
  std::vector<SlotUnits> expected_;
  std::vector<DrawItem> items_;
};

void Drawing::Choose(const DrawRequest& request) {
  slices_ = request.slices;
  if (slices_.empty()) {
    slices_.resize(frame_.slices.size());
    std::iota(slices_.begin(), slices_.end(), SliceNo{0});
  }
  std::sort(slices_.begin(), slices_.end(),
            [this](SliceNo a, SliceNo b) { return frame_.slices[a].id < frame_.slices[b].id; });
  // A slice that a request names twice has its candidates once.
  slices_.erase(std::unique(slices_.begin(), slices_.end()), slices_.end());
}

SliceSupply Drawing::SupplyOf(SliceNo slice) const {
  SliceSupply supply;
  supply.eligible = frame_.index.Count(slice);
  if (slice < frame_.exclusions.size()) {
    supply.leased = frame_.exclusions[slice].leased;
    supply.filtered = frame_.exclusions[slice].filtered;
  }
  return supply;
}

// What slices compete with: SliceDemand::weight, and under BY_SCORE the summed size measure.
std::vector<uint64_t> Drawing::Weights() const {
  std::vector<uint64_t> weights;
  std::vector<ScoreMoments> moments;
  for (SliceNo slice : slices_) {
    const SliceCells& cells = frame_.index.Cells(slice);
    switch (policy_.allocation) {
      case v1::ALLOCATION_KIND_WEIGHTED:
        weights.push_back(SliceWeight(policy_, frame_.slices[slice]));
        break;
      case v1::ALLOCATION_KIND_NEYMAN:
        moments.push_back(ScoreMomentsOf(cells));
        break;
      case v1::ALLOCATION_KIND_BY_SCORE:
        weights.push_back(cells.size_sum());
        break;
      default:
        weights.push_back(1);
    }
  }
  return moments.empty() ? weights : NeymanWeights(moments);
}

// Quotas of S4, and how many slots there are to share.
void Drawing::Share(uint64_t batch) {
  std::vector<SliceDemand> demands;
  demands.reserve(slices_.size());
  const std::vector<uint64_t> weights = Weights();
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    const absl::string_view id = frame_.slices[slices_[i]].id;
    demands.push_back({id, SupplyOf(slices_[i]), policy_.QuotaOf(id), weights[i]});
  }
  quotas_ = Apportion(policy_.allocation, demands, batch);
  uint64_t placeable = 0;
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    const SliceQuota& quota = quotas_[i];
    shares_.push_back({demands[i].weight, std::min(quota.lo, quota.slots), quota.hi, quota.slots,
                       demands[i].rule.priority_class});
    placeable += IsByScore() ? quota.hi : quota.slots;
  }
  total_ = std::min(batch, placeable);
  ShareBetweenArms();
}

// The whole slots of S4 for `slots` of them; of BY_SCORE by size measure.
std::vector<uint64_t> Drawing::WholeSlots(absl::Span<const ShareLane> shares,
                                          uint64_t slots) const {
  std::vector<Lane> lanes;
  lanes.reserve(shares.size());
  for (const ShareLane& share : shares) {
    lanes.push_back({share.weight, 0, share.lo, share.hi, share.priority_class});
  }
  return GiveSlots(DivisorOf(policy_.allocation), lanes, slots);
}

void Drawing::Expect(std::vector<SlotUnits> expected) {
  expected_ = std::move(expected);
  explore_ = std::accumulate(expected_.begin(), expected_.end(), SlotUnits{0}) / kUnitsPerSlot;
}

// S5.0: expectations and bounds are fixed before anything is drawn.
void Drawing::ShareBetweenArms() {
  if (policy_.exploration.share == kMicrosPerUnit) {
    std::vector<SlotUnits> whole = WholeSlots(shares_, total_);
    for (SlotUnits& slots : whole) slots *= kUnitsPerSlot;
    Expect(std::move(whole));
  } else {
    Expect(ExploreExpectations(shares_, total_, ExploreSlots(policy_.exploration.share, total_)));
  }
  std::vector<uint64_t> targets;
  if (!IsByScore()) {
    targets = ExploitQuotas(policy_.allocation, shares_, expected_, total_ - explore_);
  }
  lanes_.reserve(slices_.size());
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    const ExploitBounds bounds = ExploitBoundsOf(shares_[i], expected_[i]);
    ExploitLane lane;
    lane.slice = slices_[i];
    lane.slice_term = TermOf(slices_[i]);
    lane.reserve = IsByScore() ? bounds.lo : targets[i];
    lane.limit = IsByScore() ? bounds.hi : targets[i];
    lane.ceiling = bounds.hi;
    lanes_.push_back(std::move(lane));
  }
}

bool Drawing::StoppedEarly() const {
  return std::any_of(lanes_.begin(), lanes_.end(),
                     [](const ExploitLane& lane) { return lane.scanned >= kScanBudget; });
}

void Drawing::RunExploit(Executor& executor) {
  ExploitPlan plan = {.frame = frame_,
                      .order = CandidateOrder(frame_.view, policy_.break_ties_by_id),
                      .slots = total_ - explore_,
                      .lanes = absl::MakeSpan(lanes_)};
  items_ = Exploit(plan, diversity_, executor);
  if (items_.empty() && policy_.exploration.share == 0 && StoppedEarly()) {
    // Nobody is told that nothing is left while something may be (S11).
    for (ExploitLane& lane : lanes_) {
      lane.scanned = 0;
      lane.passed.clear();
    }
    plan.scan_budget = UINT64_MAX;
    items_ = Exploit(plan, diversity_, executor);
  }
  const uint64_t left = plan.slots - items_.size();
  if (left > 0 && policy_.exploration.share > 0) Raise(left);
}

// Slots that EXPLOIT and FILL could not place are drawn at random with the others, where the slices
// have room. Nothing random has happened yet, so the probabilities stay exact.
void Drawing::Raise(uint64_t left) {
  const uint64_t slots = explore_ + left;
  std::vector<ShareLane> rest = shares_;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const uint64_t taken = lanes_[i].taken.size();
    rest[i].lo -= std::min(rest[i].lo, taken);
    rest[i].hi -= std::min(rest[i].hi, taken);
  }
  const std::vector<uint64_t> whole = WholeSlots(rest, slots);
  for (std::size_t i = 0; i < rest.size(); ++i) rest[i].slots = whole[i];
  Expect(ExploreExpectations(rest, slots, slots));
}

void Drawing::RunExplore(Executor& executor) {
  std::vector<ExploreShare> shares;
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    if (expected_[i] == 0) continue;
    shares.push_back(
        {slices_[i], StaticIdHash(frame_.slices[slices_[i]].id), expected_[i], lanes_[i].taken});
  }
  const Micros audit_share =
      policy_.exploration.known_zero.has_value() ? policy_.exploration.known_zero->audit_share : 0;
  for (DrawItem& item : Explore({frame_, seed_, shares, audit_share}, executor)) {
    item.score = Saturate(Int128{item.score} + TermOf(item.slice));
    diversity_.AddBeyondCaps(item.no, item.slice);
    items_.push_back(item);
  }
}

SliceLine Drawing::LineOf(std::size_t i) const {
  const SliceQuota& quota = quotas_[i];
  const ExploitLane& lane = lanes_[i];
  SliceLine line;
  line.slice = slices_[i];
  line.eligible = frame_.index.Count(slices_[i]);
  line.lo = quota.lo;
  line.hi = quota.hi;
  line.exploit = IsByScore() ? lane.exploited : lane.limit;
  line.explore = expected_[i];
  line.filled = lane.taken.size();
  return line;
}

// Why a slice has fewer items than it asked for. One that got an item less because of the random
// start got what it was to get.
v1::ShortfallReason Drawing::ReasonOf(std::size_t i, const SliceLine& line) const {
  const ExploitLane& lane = lanes_[i];
  if (line.filled < quotas_[i].asked) {
    if (quotas_[i].reason != v1::SHORTFALL_REASON_UNSPECIFIED) return quotas_[i].reason;
    if (lane.capped && lane.taken.size() < lane.reserve) return v1::SHORTFALL_REASON_CAPPED;
  }
  const bool not_covered =
      explore_ > 0 && expected_[i] == 0 && quotas_[i].hi > 0 && lane.taken.size() < line.eligible;
  return not_covered ? v1::SHORTFALL_REASON_NOT_COVERED : v1::SHORTFALL_REASON_UNSPECIFIED;
}

DrawResult Drawing::TakeResult() {
  DrawResult result;
  absl::flat_hash_map<SliceNo, std::size_t> places;
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    result.lines.push_back(LineOf(i));
    places[slices_[i]] = i;
  }
  for (const DrawItem& item : items_) {
    if (item.arm == v1::ARM_EXPLORE) ++result.lines[places[item.slice]].filled;
  }
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    SliceLine& line = result.lines[i];
    line.reason = ReasonOf(i, line);
    if (line.reason != v1::SHORTFALL_REASON_UNSPECIFIED && line.filled < quotas_[i].asked) {
      line.shortfall = quotas_[i].asked - line.filled;
    }
  }
  result.items = std::move(items_);
  result.cap_overflows = diversity_.Overflows();
  result.parkings = ParkingsOf(lanes_);
  return result;
}

}  // namespace

DrawResult Draw(const CompiledPolicy& policy, const Frame& frame, const DrawRequest& request,
                Executor& executor) {
  Drawing drawing(policy, frame, request);
  drawing.RunExploit(executor);
  drawing.RunExplore(executor);
  return drawing.TakeResult();
}

}  // namespace winnow::selection
