// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/pool/pool.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

namespace winnow::simulation {
namespace {

constexpr double kNanosPerUnit = 1e9;
// What a plan can have (plan_rules.h).
constexpr double kMostChange = 1e6;

// Sums of a slice of which it is not known yet whether it is judged.
struct SliceTally {
  std::string id;
  uint64_t items = 0;
  absl::flat_hash_set<uint64_t> clusters;
  double difference = 0;
  double units = 0;
  double incumbent_units = 0;

  double Change() const { return difference / units; }
  bool IsThin(uint64_t least_items) const { return items < least_items; }
  // Without units there is neither a truth nor an estimate.
  bool IsJudged(uint64_t least_items) const {
    return !IsThin(least_items) && units > 0 && incumbent_units > 0;
  }
};

absl::Status CheckNumbers(const PoolItem& item) {
  const auto wrong = [&item](absl::string_view what) {
    return absl::InvalidArgumentError(absl::StrCat("candidate ", item.id, ": ", what));
  };
  // Not a number is refused, too.
  const auto is_amount = [](double value) { return value >= 0 && value <= kMostUnits; };
  if (!is_amount(item.incumbent_units))
    return wrong("the incumbent's units must be a number of 0 to a billion");
  if (!is_amount(item.reference_units))
    return wrong("the reference's units must be a number of 0 to a billion");
  if (!is_amount(std::abs(item.difference)))
    return wrong("the errors must be numbers of 0 to a billion");
  for (const auto& [name, value] : item.signals) {
    if (!std::isfinite(value)) return wrong(absl::StrCat(name, " must be a number"));
  }
  if (!is_amount(item.Signal("pair_disagreement").value_or(0)))
    return wrong("pair_disagreement must be a number of 0 to a billion");
  return absl::OkStatus();
}

absl::StatusOr<std::vector<SliceTally>> TallyOf(const Pool& pool) {
  std::vector<SliceTally> tallies(pool.slices.size());
  for (std::size_t i = 0; i < tallies.size(); ++i) tallies[i].id = pool.slices[i];
  absl::flat_hash_set<absl::string_view> ids;
  for (const PoolItem& item : pool.items) {
    if (absl::Status status = CheckNumbers(item); !status.ok()) return status;
    if (!ids.insert(item.id).second)
      return absl::InvalidArgumentError(absl::StrCat("candidate ", item.id, " is there twice"));
    SliceTally& tally = tallies[item.slice];
    const auto members = static_cast<double>(item.members);
    ++tally.items;
    tally.clusters.insert(item.cluster);
    tally.difference += members * item.difference;
    tally.units += members * item.reference_units;
    tally.incumbent_units += members * item.incumbent_units;
  }
  return tallies;
}

// New numbers of the slices that are judged, in the order of their ids; nullopt of the others.
std::vector<std::optional<uint32_t>> Renumber(const std::vector<SliceTally>& tallies,
                                              uint64_t least_items) {
  std::vector<uint32_t> order;
  for (uint32_t i = 0; i < tallies.size(); ++i) {
    if (tallies[i].IsJudged(least_items)) order.push_back(i);
  }
  std::sort(order.begin(), order.end(),
            [&](uint32_t a, uint32_t b) { return tallies[a].id < tallies[b].id; });
  std::vector<std::optional<uint32_t>> numbers(tallies.size());
  for (uint32_t i = 0; i < order.size(); ++i) numbers[order[i]] = i;
  return numbers;
}

absl::Status AddSlice(const SliceTally& tally, v1::SimulatedTask& task) {
  if (!(std::abs(tally.Change()) < kMostChange)) {
    return absl::InvalidArgumentError(
        absl::StrCat("slice ", tally.id,
                     ": the change is a million errors per unit or more: its errors and units do "
                     "not go together"));
  }
  v1::SimulatedSlice& slice = *task.add_slices();
  slice.set_slice(tally.id);
  slice.set_items(tally.items);
  slice.set_clusters(tally.clusters.size());
  slice.set_change_nano(std::llround(kNanosPerUnit * tally.Change()));
  return absl::OkStatus();
}

// Slices that are not judged, and their items.
struct LeftOut {
  uint64_t slices = 0;
  uint64_t items = 0;

  void Add(const SliceTally& tally) {
    slices += tally.items > 0 ? 1 : 0;
    items += tally.items;
  }
  // `why` follows the number of slices.
  void Record(absl::string_view why, v1::SimulatedTask& task) const {
    if (slices == 0) return;
    v1::SimulationExclusion& exclusion = *task.add_exclusions();
    exclusion.set_reason(absl::StrCat("in ", slices, " slices ", why));
    exclusion.set_items(items);
  }
};

}  // namespace

std::optional<double> PoolItem::Signal(const std::string& name) const {
  const auto found = signals.find(name);
  if (found == signals.end()) return std::nullopt;
  return found->second;
}

double Pool::BoundOf(const PoolItem& item) const {
  const auto disagreement = item.Signal("pair_disagreement");
  if (task.unit() == kTaskUnit) return disagreement == 0.0 ? 0 : 1;
  return disagreement.value_or(2 * std::max(item.incumbent_units, 1.0));
}

absl::StatusOr<Pool> FinishPool(Pool pool, uint64_t least_items) {
  const auto tallies = TallyOf(pool);
  if (!tallies.ok()) return tallies.status();
  const auto numbers = Renumber(*tallies, least_items);
  std::vector<std::string> slices;
  std::vector<const SliceTally*> judged;
  LeftOut thin;
  LeftOut without_units;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i].has_value()) {
      judged.resize(std::max<std::size_t>(judged.size(), *numbers[i] + 1));
      judged[*numbers[i]] = &(*tallies)[i];
    } else {
      ((*tallies)[i].IsThin(least_items) ? thin : without_units).Add((*tallies)[i]);
    }
  }
  if (judged.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("no slice has ", least_items,
                     " candidates with a known outcome of both releases, and units of the "
                     "reference and the incumbent; ask for coarser slices"));
  }
  for (const SliceTally* tally : judged) {
    slices.push_back(tally->id);
    if (absl::Status status = AddSlice(*tally, pool.task); !status.ok()) return status;
  }
  std::vector<PoolItem> items;
  for (PoolItem& item : pool.items) {
    const auto number = numbers[item.slice];
    if (!number.has_value()) continue;
    item.slice = *number;
    items.push_back(std::move(item));
  }
  thin.Record(absl::StrCat("of fewer than ", least_items, " candidates, too thin to judge"),
              pool.task);
  without_units.Record("of which the reference or the incumbent has no units", pool.task);
  pool.task.set_knows_near_duplicates(std::any_of(
      items.begin(), items.end(), [](const PoolItem& item) { return item.near_duplicate != 0; }));
  pool.slices = std::move(slices);
  pool.items = std::move(items);
  return pool;
}

}  // namespace winnow::simulation
