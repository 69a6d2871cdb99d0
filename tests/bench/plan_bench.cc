// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// How long the plan of a draw takes (selection.md S4, S5.0): quotas, expectations, quotas of the
// best scored and, where it is asked for, the second expectations after FILL.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <numeric>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/ops/clock.h"
#include "server/selection/slot_plan.h"
#include "server/selection/stable_hash.h"

namespace winnow::selection {
namespace {

class NoView : public CandidateView {
 public:
  absl::string_view Id(CandidateNo) const override { return ""; }
  uint64_t Key(CandidateNo, std::size_t) const override { return 0; }
  uint64_t GroupMembers(CandidateNo) const override { return 1; }
};

enum class Variant { kEqual, kWeighted, kFewWeights, kNeyman, kByScore, kMinima, kQuotas, kGroups };
constexpr const char* kNames[] = {"equal",    "weighted", "few weights", "neyman",
                                  "by score", "minima",   "quotas",      "groups"};

CompiledPolicy PolicyOf(Variant variant, const std::vector<SliceFacts>& slices) {
  CompiledPolicy policy;
  policy.range = {0, 1'000'000};
  policy.exploration.share = 100'000;
  policy.allocation = variant == Variant::kEqual     ? v1::ALLOCATION_KIND_EQUAL
                      : variant == Variant::kNeyman  ? v1::ALLOCATION_KIND_NEYMAN
                      : variant == Variant::kByScore ? v1::ALLOCATION_KIND_BY_SCORE
                                                     : v1::ALLOCATION_KIND_WEIGHTED;
  for (std::size_t i = 0; i < slices.size(); ++i) {
    if (variant == Variant::kQuotas || variant == Variant::kMinima) {
      QuotaRule& rule = policy.quotas[slices[i].id];
      rule.max = 20 + i % 7;
      if (variant == Variant::kMinima && i % 4 == 0) rule.min = 1;
    }
    if (variant == Variant::kGroups) policy.groups.of_slice[slices[i].id] = 1 + i % 20;
  }
  if (variant != Variant::kGroups) return policy;
  policy.groups.groups.resize(21);
  for (std::size_t g = 1; g < 21; ++g) {
    policy.groups.groups[g].parent = 0;
    if (g % 2 == 0) policy.groups.groups[g].max_share = 40'000;
  }
  return policy;
}

std::vector<SliceFacts> SlicesOf(Variant variant, uint64_t count) {
  std::vector<SliceFacts> slices(count);
  for (uint64_t i = 0; i < count; ++i) {
    slices[i].id = absl::StrCat("slice-", Mix(7, i) % 100'000, "-", i);
    if (variant == Variant::kEqual) continue;
    const uint64_t weight = Mix(1, i);
    slices[i].launch_weight = static_cast<Micros>(
        variant == Variant::kFewWeights ? 1'000'000 * (1 + weight % 3) : 1 + weight % 3'000'000);
  }
  return slices;
}

void Measure(Variant variant, uint64_t count, const CellIndex& index) {
  const std::vector<SliceFacts> slices = SlicesOf(variant, count);
  std::vector<SliceNo> by_id(count);
  std::iota(by_id.begin(), by_id.end(), SliceNo{0});
  std::sort(by_id.begin(), by_id.end(),
            [&](SliceNo a, SliceNo b) { return slices[a].id < slices[b].id; });
  const NoView view;
  const CompiledPolicy policy = PolicyOf(variant, slices);
  const Frame frame = {index, view, slices, {}, by_id};
  const ops::SystemClock clock;
  std::vector<double> plans;
  std::vector<double> raises;
  for (int i = 0; i < 400; ++i) {
    const auto start = clock.SteadyNow();
    SlotPlan plan(policy, frame, {1000, 1, {}});
    const auto planned = clock.SteadyNow();
    std::vector<uint64_t> taken;
    for (const ExploitTarget& target : plan.exploit()) {
      taken.push_back(target.reserve - target.reserve / 2);
    }
    const auto taking = clock.SteadyNow();
    plan.Raise(taken);
    const auto end = clock.SteadyNow();
    plans.push_back(absl::ToDoubleMicroseconds(planned - start));
    raises.push_back(absl::ToDoubleMicroseconds(end - taking));
  }
  std::sort(plans.begin(), plans.end());
  std::sort(raises.begin(), raises.end());
  std::printf("%6llu slices, %-12s plan %8.1f us, 10th percentile %8.1f; raise %8.1f us\n",
              static_cast<unsigned long long>(count), kNames[static_cast<int>(variant)], plans[200],
              plans[40], raises[40]);
}

void MeasureAll(uint64_t count) {
  CellIndex index({0, 1'000'000}, ExplorationRules());
  CandidateNo no = 0;
  for (uint64_t i = 0; i < count; ++i) {
    const uint64_t members = 300 + Mix(3, i) % 1500 * 1000 / count;
    for (uint64_t m = 0; m < members; ++m, ++no) {
      index.Insert(
          {no, static_cast<SliceNo>(i), static_cast<Micros>(Mix(5, no) % 1'000'000), Mix(9, no)});
    }
  }
  for (int variant = 0; variant < 8; ++variant) Measure(Variant{variant}, count, index);
}

}  // namespace
}  // namespace winnow::selection

int main() {
  winnow::selection::MeasureAll(1'000);
  winnow::selection::MeasureAll(10'000);
}
