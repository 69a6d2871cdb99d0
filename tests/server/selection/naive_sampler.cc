// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/selection/naive_sampler.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>

#include "server/selection/slice_weight.h"
#include "server/selection/stable_hash.h"

namespace winnow::selection {
namespace {

class NaiveDraw {
 public:
  NaiveDraw(const CompiledPolicy& policy, const TestFrame& frame, const SlotPlan& plan,
            uint64_t batch)
      : policy_(policy), frame_(frame), plan_(plan), batch_(batch) {
    for (CandidateNo no = 0; no < frame.frame().index.TotalCount(); ++no) {
      const SliceNo slice = frame.slice_no(frame.record(no).slice);
      const auto found = std::find(plan.slices().begin(), plan.slices().end(), slice);
      lanes_.push_back(static_cast<std::size_t>(found - plan.slices().begin()));
      scores_.push_back(ScoreOf(no, slice));
    }
  }

  std::vector<NaiveItem> Run() {
    const std::vector<CandidateNo> order = Sorted();
    for (const v1::Arm arm : {v1::ARM_EXPLOIT, v1::ARM_FILL}) {
      for (const CandidateNo no : order) {
        const bool is_taken = std::any_of(items_.begin(), items_.end(),
                                          [&](const NaiveItem& item) { return item.no == no; });
        if (!is_taken && items_.size() < plan_.exploit_slots() && HasSlot(no, arm) && Admits(no)) {
          items_.push_back({no, arm});
        }
      }
    }
    return items_;
  }

 private:
  Micros ScoreOf(CandidateNo no, SliceNo slice) const {
    if (policy_.allocation != v1::ALLOCATION_KIND_BY_SCORE) return frame_.record(no).score;
    return frame_.record(no).score + SliceTerm(policy_, frame_.frame().slices[slice]);
  }

  std::vector<CandidateNo> Sorted() const {
    std::vector<CandidateNo> order(lanes_.size());
    std::iota(order.begin(), order.end(), CandidateNo{0});
    std::sort(order.begin(), order.end(), [&](CandidateNo a, CandidateNo b) {
      if (scores_[a] != scores_[b]) return scores_[a] > scores_[b];
      const std::string& left = frame_.record(a).id;
      const std::string& right = frame_.record(b).id;
      if (policy_.break_ties_by_id) return left > right;
      return StaticIdHash(left) < StaticIdHash(right);
    });
    return order;
  }

  uint64_t TakenOf(std::size_t lane) const {
    return static_cast<uint64_t>(
        std::count_if(items_.begin(), items_.end(),
                      [&](const NaiveItem& item) { return lanes_[item.no] == lane; }));
  }

  // What a slice has, or in EXPLOIT is kept for it.
  uint64_t HeldOf(std::size_t lane, v1::Arm arm) const {
    const uint64_t taken = TakenOf(lane);
    return arm == v1::ARM_EXPLOIT ? std::max(taken, plan_.exploit()[lane].reserve) : taken;
  }

  bool HasSlot(CandidateNo no, v1::Arm arm) const {
    const std::size_t lane = lanes_[no];
    const ExploitTarget& target = plan_.exploit()[lane];
    const uint64_t taken = TakenOf(lane);
    if (taken >= (arm == v1::ARM_EXPLOIT ? target.limit : target.ceiling)) return false;
    if (arm == v1::ARM_EXPLOIT && taken < target.reserve) return true;
    uint64_t held = 0;
    for (std::size_t i = 0; i < plan_.slices().size(); ++i) held += HeldOf(i, arm);
    return held < plan_.exploit_slots() && GroupsHaveRoom(lane, arm);
  }

  // Each group that encloses the lane, with the ceil of its random draws set aside.
  bool GroupsHaveRoom(std::size_t lane, v1::Arm arm) const {
    for (std::optional<std::size_t> g = GroupOf(lane); g.has_value(); g = ParentOf(*g)) {
      uint64_t held = 0;
      SlotUnits draws = 0;
      for (std::size_t i = 0; i < plan_.slices().size(); ++i) {
        if (!IsWithin(i, *g)) continue;
        held += HeldOf(i, arm);
        draws += plan_.explore()[i];
      }
      const uint64_t reserved = (draws + kUnitsPerSlot - 1) / kUnitsPerSlot;
      if (held + reserved >= policy_.groups.groups[*g].CapacityOf(batch_)) return false;
    }
    return true;
  }

  std::optional<std::size_t> GroupOf(std::size_t lane) const {
    const std::string& id = frame_.slice_id(plan_.slices()[lane]);
    const auto found = policy_.groups.of_slice.find(id);
    if (found == policy_.groups.of_slice.end()) return std::nullopt;
    return found->second;
  }

  std::optional<std::size_t> ParentOf(std::size_t group) const {
    const std::size_t parent = policy_.groups.groups[group].parent;
    if (parent == kNoGroup) return std::nullopt;
    return parent;
  }

  bool IsWithin(std::size_t lane, std::size_t group) const {
    for (std::optional<std::size_t> g = GroupOf(lane); g.has_value(); g = ParentOf(*g)) {
      if (*g == group) return true;
    }
    return false;
  }

  bool Admits(CandidateNo no) const {
    for (const CapRule& cap : policy_.caps) {
      const uint64_t key = frame_.Key(no, cap.attribute);
      if (key == 0) continue;
      uint64_t in_batch = 0;
      uint64_t in_slice = 0;
      for (const NaiveItem& item : items_) {
        if (frame_.Key(item.no, cap.attribute) != key) continue;
        ++in_batch;
        in_slice += lanes_[item.no] == lanes_[no] ? 1 : 0;
      }
      if (cap.per_batch > 0 && in_batch >= cap.per_batch) return false;
      if (cap.per_slice > 0 && in_slice >= cap.per_slice) return false;
    }
    return true;
  }

  const CompiledPolicy& policy_;
  const TestFrame& frame_;
  const SlotPlan& plan_;
  const uint64_t batch_;
  std::vector<std::size_t> lanes_;  // by candidate
  std::vector<Micros> scores_;
  std::vector<NaiveItem> items_;
};

}  // namespace

std::vector<NaiveItem> DrawNaively(const CompiledPolicy& policy, const TestFrame& frame,
                                   const SlotPlan& plan, uint64_t batch) {
  return NaiveDraw(policy, frame, plan, batch).Run();
}

}  // namespace winnow::selection
