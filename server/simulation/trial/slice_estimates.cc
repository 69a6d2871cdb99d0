// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/trial/slice_estimates.h"

#include <algorithm>
#include <utility>

#include "server/release/domain_totals.h"
#include "server/release/greg.h"

namespace winnow::simulation {
namespace {

constexpr std::size_t kModelColumns = 3;

std::size_t ColumnsOf(Estimation estimation) {
  return estimation == Estimation::kDesign ? kModelColumns : 0;
}

// What a slice has, and what was labelled of it. Units are those of all members of a group, as in
// the estimate that the share goes into.
struct SliceShare {
  uint64_t items = 0;
  uint64_t labelled = 0;
  double units = 0;
  double labelled_units = 0;

  // The share of the incumbent's units that was labelled, below 1 unless everything was.
  double Get() const {
    if (labelled == items) return 1;
    constexpr double kMost = 1 - 1e-9;
    const double share = labelled_units > 0
                             ? labelled_units / units
                             : static_cast<double>(labelled) / static_cast<double>(items);
    return std::min(share, kMost);
  }
};

}  // namespace

absl::StatusOr<SliceEstimator> SliceEstimator::Make(const EstimatorGround& ground) {
  SliceEstimator estimator(ground, release::FrameTotals(ColumnsOf(ground.estimation)));
  auto totals = estimator.TotalsWithout({});
  if (!totals.ok()) return totals.status();
  estimator.totals_ = *std::move(totals);
  return estimator;
}

release::FrameItem SliceEstimator::ItemOf(uint32_t number) const {
  const PoolItem& from = ground_.pool.items[number];
  release::FrameItem item;
  item.slice = from.slice;
  item.cluster = from.cluster;
  item.members = static_cast<double>(from.members);
  item.incumbent_words = from.incumbent_units;
  item.bound = ground_.pool.BoundOf(from);
  if (ground_.estimation == Estimation::kPlain) {
    item.size = item.bound > 0 ? 1 : 0;
    return item;
  }
  item.size = item.bound > 0 ? ground_.frame.SizeOf(number) : 0;
  item.x = release::ReleaseRegressors(from.Signal("pair_disagreement").value_or(0),
                                      from.Signal("committee_disagreement").value_or(0),
                                      from.Signal("expected_change").value_or(from.witnessed_change));
  return item;
}

absl::StatusOr<release::FrameTotals> SliceEstimator::TotalsWithout(
    absl::Span<const uint32_t> certain) const {
  release::FrameTotals totals(ColumnsOf(ground_.estimation));
  auto next = certain.begin();
  for (uint32_t i = 0; i < ground_.pool.items.size(); ++i) {
    release::FrameItem item = ItemOf(i);
    if (next != certain.end() && *next == i) {
      item.size = 0;
      ++next;
    }
    if (absl::Status status = totals.Add(item); !status.ok()) return status;
  }
  return totals;
}

std::vector<double> SliceEstimator::Probabilities(absl::Span<const Labelled> labelled) const {
  std::vector<double> probabilities;
  probabilities.reserve(labelled.size());
  if (ground_.estimation == Estimation::kDesign) {
    for (const Labelled& item : labelled) probabilities.push_back(item.drawn.pi);
    return probabilities;
  }
  std::vector<SliceShare> shares(ground_.pool.slices.size());
  for (const PoolItem& item : ground_.pool.items) {
    ++shares[item.slice].items;
    shares[item.slice].units += static_cast<double>(item.members) * item.incumbent_units;
  }
  for (const Labelled& item : labelled) {
    const PoolItem& from = ground_.pool.items[item.drawn.item];
    ++shares[from.slice].labelled;
    shares[from.slice].labelled_units += static_cast<double>(from.members) * from.incumbent_units;
  }
  for (const Labelled& item : labelled)
    probabilities.push_back(shares[ground_.pool.items[item.drawn.item].slice].Get());
  return probabilities;
}

std::vector<double> SliceEstimator::Weights(absl::Span<const Labelled> labelled) const {
  std::vector<double> weights = Probabilities(labelled);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    weights[i] =
        static_cast<double>(ground_.pool.items[labelled[i].drawn.item].members) / weights[i];
  }
  return weights;
}

absl::StatusOr<std::vector<std::optional<release::ChangeEstimate>>> SliceEstimator::Estimate(
    absl::Span<const Labelled> labelled) const {
  const std::vector<double> probabilities = Probabilities(labelled);
  std::vector<release::SampledItem> items;
  std::vector<uint32_t> certain;
  for (std::size_t i = 0; i < labelled.size(); ++i) {
    release::SampledItem item;
    item.item = ItemOf(labelled[i].drawn.item);
    item.pi = probabilities[i];
    item.outcome = labelled[i].outcome;
    item.y = labelled[i].difference;
    item.reference_words = labelled[i].reference_units;
    if (!item.IsRandom()) {
      item.item.size = 0;
      certain.push_back(labelled[i].drawn.item);
    }
    items.push_back(std::move(item));
  }
  const auto with_certain =
      certain.empty() ? absl::StatusOr<release::FrameTotals>(totals_) : TotalsWithout(certain);
  if (!with_certain.ok()) return with_certain.status();
  const auto sample =
      release::LabelledSample::Make(std::move(items), ColumnsOf(ground_.estimation));
  if (!sample.ok()) return sample.status();
  const auto model = release::FitGreg(*sample);
  if (!model.ok()) return model.status();
  std::vector<std::optional<release::ChangeEstimate>> changes(ground_.pool.slices.size());
  for (uint32_t slice = 0; slice < changes.size(); ++slice) {
    const auto totals = release::EstimateTotals(*with_certain, *sample, *model, {slice});
    if (totals.ok()) {
      changes[slice] = release::ChangeOf(*totals);
    } else if (!absl::IsFailedPrecondition(totals.status())) {
      return totals.status();
    }
  }
  return changes;
}

}  // namespace winnow::simulation
