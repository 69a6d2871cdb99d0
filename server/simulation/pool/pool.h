// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Pool: candidates of which the true outcome of two releases is known, so that what a sampler says
// can be compared with what is so.
#ifndef WINNOW_SERVER_SIMULATION_POOL_POOL_H_
#define WINNOW_SERVER_SIMULATION_POOL_POOL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/status/statusor.h"
#include "winnow/v1/simulation.pb.h"

namespace winnow::simulation {

// What is known of a candidate without a label, and below what a label would show.
struct PoolItem {
  std::string id;
  uint32_t slice = 0;
  // Speaker, call or session: what future traffic brings as a whole. Never 0.
  uint64_t cluster = 0;
  // The same of near duplicates; 0 without any.
  uint64_t near_duplicate = 0;
  // Members of its group of exact duplicates that it stands for, itself included.
  uint64_t members = 1;
  // Words that the incumbent gave; 1 for a rate per task. Not negative.
  double incumbent_units = 1;
  // Signals as pipelines push them, by name. The queue's pair is the pair of the task.
  // Without pair_disagreement, a label can show any difference of up to 2 x incumbent_units.
  absl::btree_map<std::string, double> signals;
  // The change that distances to further releases make expect, where expected_change is no signal.
  double witnessed_change = 0;

  double difference = 0;       // errors of the candidate release less those of the incumbent
  double reference_units = 1;  // words of the reference; 1 for a rate per task

  std::optional<double> Signal(const std::string& name) const;
};

// Immutable once made; safe to read from many threads.
struct Pool {
  // Name, source, releases, unit, what is left out and what is made up. Slices are filled in by
  // FinishPool.
  v1::SimulatedTask task;
  std::vector<std::string> slices;  // ids by number
  std::vector<PoolItem> items;

  // The largest difference that a label of the item can show, without knowing it: as the server's
  // gate has it. Of a rate per task 0 or 1.
  double BoundOf(const PoolItem& item) const;
};

// SimulatedTask.unit of a rate per candidate, which is right or wrong.
inline constexpr char kTaskUnit[] = "task";

// Most errors, units or signals of a candidate. Sums over all of them stay exact enough, and
// squares finite.
inline constexpr double kMostUnits = 1e9;

// Slices that are judged have at least this many items (thinner ones say nothing of a sampler).
inline constexpr uint64_t kLeastSliceItems = 40;

// Leaves out, counted under `task.exclusions`, the slices below `least_items` and those without
// units, numbers those left in the order of their ids, and fills in the truth. INVALID_ARGUMENT
// where two items have the same id, a number is not finite or above a billion, a true change is a
// million errors per unit or more, or nothing is left.
absl::StatusOr<Pool> FinishPool(Pool pool, uint64_t least_items);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_POOL_POOL_H_
