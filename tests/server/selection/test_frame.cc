// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/selection/test_frame.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/selection/stable_hash.h"

namespace winnow::selection {

uint64_t Dice::Below(uint64_t n) { return Mix(seed_, ++counter_) % n; }

TestFrame::TestFrame(const CompiledPolicy& policy, Pool pool, uint64_t shuffle)
    : index_(policy.range, policy.exploration) {
  Dice dice(shuffle);
  dice.Shuffle(pool.records);
  dice.Shuffle(pool.slices);
  records_ = std::move(pool.records);
  slices_ = std::move(pool.slices);
  std::map<std::string, SliceNo> numbers;
  for (const SliceFacts& slice : slices_) {
    numbers[slice.id] = static_cast<SliceNo>(numbers.size());
    exclusions_.push_back(pool.exclusions[slice.id]);
  }
  std::vector<CandidateNo> order(records_.size());
  std::iota(order.begin(), order.end(), CandidateNo{0});
  dice.Shuffle(order);
  for (CandidateNo no : order) {
    const Record& record = records_[no];
    index_.Insert(
        {no, numbers[record.slice], record.score, StaticIdHash(record.id), record.known_zero});
  }
}

SliceNo TestFrame::slice_no(const std::string& id) const {
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    if (slices_[i].id == id) return static_cast<SliceNo>(i);
  }
  return UINT32_MAX;
}

uint64_t TestFrame::Key(CandidateNo no, std::size_t attribute) const {
  const std::vector<uint64_t>& keys = records_[no].keys;
  return attribute < keys.size() ? keys[attribute] : 0;
}

std::string TestFrame::Describe(const DrawResult& result) const {
  std::string text;
  for (const DrawItem& item : result.items) {
    absl::StrAppend(&text, Id(item.no), " ", slice_id(item.slice), " ", item.arm, " ", item.score,
                    " ", item.group_members, " ", item.cell_candidates, " ", item.cell_draws, " ",
                    item.cell_expectation, "\n");
  }
  for (const SliceLine& line : result.lines) {
    absl::StrAppend(&text, slice_id(line.slice), " ", line.eligible, " ", line.lo, "..", line.hi,
                    " exploit ", line.exploit, " explore ", line.explore, " filled ", line.filled,
                    " short ", line.shortfall, " ", line.reason, "\n");
  }
  for (const CapOverflow& overflow : result.cap_overflows) {
    absl::StrAppend(&text, "over ", overflow.attribute, " ", overflow.key, " ", overflow.count,
                    "\n");
  }
  return text;
}

namespace {

void AddPolicy(Dice& dice, CompiledPolicy& policy) {
  constexpr v1::AllocationKind kKinds[] = {v1::ALLOCATION_KIND_WEIGHTED, v1::ALLOCATION_KIND_NEYMAN,
                                           v1::ALLOCATION_KIND_EQUAL, v1::ALLOCATION_KIND_BY_SCORE};
  policy.allocation = kKinds[dice.Below(4)];
  policy.range = {0, 1'000'000};
  policy.break_ties_by_id = dice.Chance(30);
  const uint64_t share = dice.Below(4);
  policy.exploration.share = share == 0   ? 0
                             : share == 1 ? kMicrosPerUnit
                                          : static_cast<Micros>(dice.Below(1'000'001));
  if (dice.Chance(50)) {
    policy.exploration.floor = 50'000;
    policy.exploration.size = PiecewiseLinear({{0, 0}, {1'000'000, 3'000'000}});
  }
  if (dice.Chance(50)) policy.default_quota.min = static_cast<uint32_t>(dice.Below(6));
  if (dice.Chance(50)) {
    policy.default_quota.max = policy.default_quota.min + static_cast<uint32_t>(dice.Below(20));
  }
  for (uint32_t attribute = 0; attribute < 2; ++attribute) {
    if (dice.Chance(50)) continue;
    policy.caps.push_back(
        {attribute, static_cast<uint32_t>(dice.Below(6)), static_cast<uint32_t>(dice.Below(4))});
  }
}

}  // namespace

RandomCase MakeRandomCase(uint64_t seed) {
  Dice dice(seed);
  RandomCase random;
  AddPolicy(dice, random.policy);
  const uint64_t slices = 1 + dice.Below(12);
  // Few distinct scores make ties, few keys make caps bind.
  const uint64_t scores = dice.Chance(50) ? 4 : 1'000'001;
  const uint64_t keys = 1 + dice.Below(40);
  for (uint64_t s = 0; s < slices; ++s) {
    SliceFacts facts;
    facts.id = absl::StrCat("slice-", Mix(seed, s) % 1000, "-", s);
    facts.launch_weight = static_cast<Micros>(1 + dice.Below(3'000'000));
    facts.recent_regression = dice.Chance(20);
    if (dice.Chance(30)) random.pool.exclusions[facts.id] = {dice.Below(9), dice.Below(9)};
    if (dice.Chance(20)) {
      QuotaRule rule;
      rule.min = static_cast<uint32_t>(dice.Below(10));
      rule.max = rule.min + static_cast<uint32_t>(dice.Below(10));
      rule.priority_class = static_cast<uint32_t>(dice.Below(3));
      random.policy.quotas[facts.id] = rule;
    }
    const uint64_t count = dice.Chance(10) ? 0 : dice.Below(dice.Chance(50) ? 8 : 80);
    for (uint64_t i = 0; i < count; ++i) {
      random.pool.records.push_back(
          {absl::StrCat("c", s, "-", i),
           facts.id,
           static_cast<Micros>(dice.Below(scores) * 1'000'000 / std::max<uint64_t>(scores - 1, 1)),
           {dice.Below(keys), dice.Below(keys)},
           1 + dice.Below(3)});
    }
    random.pool.slices.push_back(facts);
  }
  random.policy.slice_terms.recent_regression = static_cast<Micros>(dice.Below(400'000));
  random.batch = 1 + dice.Below(120);
  return random;
}

RandomCase MakeAnyCase(uint64_t seed) {
  RandomCase random = MakeRandomCase(seed);
  if (Mix(seed, 1) % 5 == 0) random.policy.allocation = v1::ALLOCATION_KIND_POWER;
  return random;
}

}  // namespace winnow::selection
