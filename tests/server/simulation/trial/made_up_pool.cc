// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/simulation/trial/made_up_pool.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/server/selection/test_frame.h"

namespace winnow::simulation {
namespace {

PoolItem MakeItem(selection::Dice& dice, bool regresses) {
  PoolItem item;
  item.incumbent_units = static_cast<double>(3 + dice.Below(20));
  item.reference_units = item.incumbent_units + static_cast<double>(dice.Below(3)) - 1;
  item.cluster = 1 + dice.Below(30);
  item.near_duplicate = dice.Chance(10) ? 1 + dice.Below(5) : 0;
  const auto d = dice.Chance(50) ? 0.0 : static_cast<double>(1 + dice.Below(4));
  for (double word = 0; word < d; ++word) {
    item.difference += dice.Chance(regresses ? 60 : 33) ? 1 : dice.Chance(50) ? -1 : 0;
  }
  item.signals["pair_disagreement"] = d;
  item.signals["confidence"] = static_cast<double>(dice.Below(1000)) / 1000;
  item.signals["committee_disagreement"] = static_cast<double>(dice.Below(100)) / 100;
  item.signals["expected_change"] =
      d > 0 ? 0.4 * item.difference + static_cast<double>(dice.Below(100)) / 100 - 0.5 : 0;
  return item;
}

}  // namespace

Pool MadeUpPool(uint64_t seed, uint32_t slices) {
  selection::Dice dice(seed);
  Pool pool;
  pool.task.set_task(absl::StrCat("made up ", seed));
  pool.task.set_baseline_release("A");
  pool.task.set_candidate_release("B");
  pool.task.set_unit("word");
  for (uint32_t slice = 0; slice < slices; ++slice) {
    pool.slices.push_back(absl::StrCat("slice-", slice));
    for (uint32_t i = 0; i < 60 * (slice + 1); ++i) {
      PoolItem item = MakeItem(dice, slice + 1 == slices);
      item.id = absl::StrCat("c-", slice, "-", i);
      item.slice = slice;
      pool.items.push_back(std::move(item));
    }
  }
  auto finished = FinishPool(std::move(pool), kLeastSliceItems);
  if (!finished.ok()) std::abort();
  return *std::move(finished);
}

}  // namespace winnow::simulation
