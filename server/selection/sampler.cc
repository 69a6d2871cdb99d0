// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/sampler.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "server/selection/exploit.h"
#include "server/selection/explore.h"
#include "server/selection/slice_weight.h"
#include "server/selection/slot_plan.h"
#include "server/selection/stable_hash.h"

namespace winnow::selection {
namespace {

// One draw. The lanes run over the slices of the plan.
class Drawing {
 public:
  Drawing(const CompiledPolicy& policy, const Frame& frame, const DrawRequest& request)
      : policy_(policy),
        frame_(frame),
        plan_(policy, frame, request),
        diversity_(policy.caps, frame.view, frame.window),
        seed_(request.seed) {}

  void RunExploit(Executor& executor);
  void RunExplore(Executor& executor);
  DrawResult TakeResult();

 private:
  // Whether the scan budget kept a slice from being read to its end.
  bool StoppedEarly() const;
  SliceLine LineOf(std::size_t i) const;
  v1::ShortfallReason ReasonOf(std::size_t i, const SliceLine& line) const;

  bool IsByScore() const { return policy_.allocation == v1::ALLOCATION_KIND_BY_SCORE; }
  Micros TermOf(SliceNo slice) const {
    return IsByScore() ? SliceTerm(policy_, frame_.slices[slice]) : 0;
  }

  const CompiledPolicy& policy_;
  const Frame& frame_;
  SlotPlan plan_;
  Diversity diversity_;
  uint64_t seed_;
  std::vector<ExploitLane> lanes_;
  std::vector<DrawItem> items_;
};

bool Drawing::StoppedEarly() const {
  return std::any_of(lanes_.begin(), lanes_.end(),
                     [](const ExploitLane& lane) { return lane.scanned >= kScanBudget; });
}

void Drawing::RunExploit(Executor& executor) {
  lanes_.reserve(plan_.slices().size());
  for (std::size_t i = 0; i < plan_.slices().size(); ++i) {
    const ExploitTarget& target = plan_.exploit()[i];
    ExploitLane lane;
    lane.slice = plan_.slices()[i];
    lane.slice_term = TermOf(lane.slice);
    lane.reserve = target.reserve;
    lane.limit = target.limit;
    lane.ceiling = target.ceiling;
    lanes_.push_back(std::move(lane));
  }
  ExploitPlan plan = {.frame = frame_,
                      .order = CandidateOrder(frame_.view, policy_.break_ties_by_id),
                      .slots = plan_.exploit_slots(),
                      .lanes = absl::MakeSpan(lanes_),
                      .room = plan_.exploit_room()};
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
  std::vector<uint64_t> taken;
  taken.reserve(lanes_.size());
  for (const ExploitLane& lane : lanes_) taken.push_back(lane.taken.size());
  plan_.Raise(taken);
}

void Drawing::RunExplore(Executor& executor) {
  std::vector<ExploreShare> shares;
  for (const std::size_t i : plan_.draw_order()) {
    if (plan_.explore()[i] == 0) continue;
    shares.push_back({lanes_[i].slice, StaticIdHash(frame_.slices[lanes_[i].slice].id),
                      plan_.explore()[i], lanes_[i].taken});
  }
  for (DrawItem& item :
       Explore({frame_, seed_, shares, policy_.exploration.audit_share()}, executor)) {
    item.score = Saturate(Int128{item.score} + TermOf(item.slice));
    diversity_.AddBeyondCaps(item.no, item.slice);
    items_.push_back(item);
  }
}

SliceLine Drawing::LineOf(std::size_t i) const {
  const SliceQuota& quota = plan_.quotas()[i];
  const ExploitLane& lane = lanes_[i];
  SliceLine line;
  line.slice = lanes_[i].slice;
  line.eligible = frame_.index.Cells(lanes_[i].slice).count();
  line.lo = quota.lo;
  line.hi = quota.hi;
  line.exploit = IsByScore() ? lane.exploited : lane.limit;
  line.explore = plan_.explore()[i];
  line.filled = lane.taken.size();
  return line;
}

// Why a slice has fewer items than it asked for. One that got an item less because of the random
// start got what it was to get.
v1::ShortfallReason Drawing::ReasonOf(std::size_t i, const SliceLine& line) const {
  const ExploitLane& lane = lanes_[i];
  const SliceQuota& quota = plan_.quotas()[i];
  if (line.filled < quota.asked) {
    if (quota.reason != v1::SHORTFALL_REASON_UNSPECIFIED) return quota.reason;
    if (lane.capped && lane.taken.size() < lane.reserve) return v1::SHORTFALL_REASON_CAPPED;
  }
  const bool not_covered = plan_.explore_slots() > 0 && plan_.explore()[i] == 0 && quota.hi > 0 &&
                           lane.taken.size() < line.eligible;
  return not_covered ? v1::SHORTFALL_REASON_NOT_COVERED : v1::SHORTFALL_REASON_UNSPECIFIED;
}

DrawResult Drawing::TakeResult() {
  DrawResult result;
  absl::flat_hash_map<SliceNo, std::size_t> places;
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    result.lines.push_back(LineOf(i));
    places[lanes_[i].slice] = i;
  }
  for (const DrawItem& item : items_) {
    if (item.arm == v1::ARM_EXPLORE) ++result.lines[places[item.slice]].filled;
  }
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    SliceLine& line = result.lines[i];
    line.reason = ReasonOf(i, line);
    if (line.reason != v1::SHORTFALL_REASON_UNSPECIFIED && line.filled < plan_.quotas()[i].asked) {
      line.shortfall = plan_.quotas()[i].asked - line.filled;
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
