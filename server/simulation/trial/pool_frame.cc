// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/trial/pool_frame.h"

#include <algorithm>
#include <utility>

#include "server/selection/executor.h"
#include "server/selection/sampler.h"
#include "server/selection/score.h"
#include "server/selection/stable_hash.h"
#include "server/simulation/trial/pool_policy.h"

namespace winnow::simulation {
namespace {

std::vector<selection::SignalValue> ValuesOf(const selection::CompiledPolicy& policy,
                                             const Pool& pool, const PoolItem& item) {
  std::vector<selection::SignalValue> values;
  for (const selection::Term& term : policy.terms) {
    const auto value = ReadTerm(term, pool, item);
    values.push_back({value.has_value(), selection::ToMicros(value.value_or(0))});
  }
  return values;
}

}  // namespace

double InclusionProbability(const selection::DrawItem& item) {
  if (item.arm != v1::ARM_EXPLORE) return 1;
  return static_cast<double>(item.cell_expectation) /
         static_cast<double>(selection::kUnitsPerSlot) / static_cast<double>(item.cell_candidates);
}

PoolFrame::PoolFrame(const Pool& pool, selection::CompiledPolicy policy, bool knows_slices)
    : pool_(pool), policy_(std::move(policy)), index_(policy_.range, policy_.exploration) {
  slices_.resize(knows_slices ? pool.slices.size() : 1);
  for (std::size_t i = 0; i < slices_.size(); ++i)
    slices_[i].id = knows_slices ? pool.slices[i] : "all";
  for (uint32_t i = 0; i < pool.items.size(); ++i) {
    Insert(i, knows_slices ? pool.items[i].slice : 0);
  }
}

absl::StatusOr<std::unique_ptr<PoolFrame>> PoolFrame::Make(const Pool& pool,
                                                           const Strategy& strategy) {
  auto policy = CompileFor(pool.task, strategy);
  if (!policy.ok()) return policy.status();
  return std::unique_ptr<PoolFrame>(new PoolFrame(pool, *std::move(policy), strategy.knows_slices));
}

void PoolFrame::Insert(uint32_t item, selection::SliceNo slice) {
  const std::vector<selection::SignalValue> values = ValuesOf(policy_, pool_, pool_.items[item]);
  index_.Insert({item, slice, selection::Score(policy_, values, false),
                 selection::StaticIdHash(pool_.items[item].id),
                 selection::IsKnownZero(policy_, values)});
}

uint64_t PoolFrame::Key(selection::CandidateNo no, std::size_t attribute) const {
  return attribute == 0 ? pool_.items[no].cluster : pool_.items[no].near_duplicate;
}

double PoolFrame::SizeOf(uint32_t item) const {
  return index_.buckets().SizeOf(index_.BucketOf(index_.At(item)));
}

std::vector<DrawnItem> PoolFrame::Draw(uint64_t labels, uint64_t seed) const {
  selection::InlineExecutor executor;
  const selection::DrawResult result =
      selection::Draw(policy_, frame(), {labels, seed, {}}, executor);
  std::vector<DrawnItem> drawn;
  drawn.reserve(result.items.size());
  for (const selection::DrawItem& item : result.items)
    drawn.push_back({item.no, InclusionProbability(item)});
  std::sort(drawn.begin(), drawn.end(),
            [](const DrawnItem& a, const DrawnItem& b) { return a.item < b.item; });
  return drawn;
}

}  // namespace winnow::simulation
