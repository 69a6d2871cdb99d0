// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/witnesses.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace winnow::release {

std::optional<std::size_t> Witnesses::AddSeries(absl::string_view baseline,
                                                absl::string_view candidate) {
  const auto side_of = [this](absl::string_view release) {
    return static_cast<std::size_t>(std::find(pair_.begin(), pair_.end(), release) - pair_.begin());
  };
  const std::size_t first = side_of(baseline);
  const std::size_t second = side_of(candidate);
  // Of the pair itself, or of two others.
  if ((first < pair_.size()) == (second < pair_.size())) return std::nullopt;
  Series added;
  added.is_reversed = second < pair_.size();
  added.side = added.is_reversed ? second : first;
  added.witness = std::string(added.is_reversed ? baseline : candidate);
  const auto known = std::find_if(series_.begin(), series_.end(), [&added](const Series& series) {
    return std::tie(series.witness, series.side, series.is_reversed) ==
           std::tie(added.witness, added.side, added.is_reversed);
  });
  const auto number = static_cast<std::size_t>(known - series_.begin());
  if (known == series_.end()) series_.push_back(std::move(added));
  return number;
}

void Witnesses::Count(Distances distances) {
  for (std::size_t i = 0; i < distances.size(); ++i) {
    if (distances[i].has_value()) series_[i].sum.Add(*distances[i]);
  }
}

void Witnesses::Choose(absl::FunctionRef<bool(std::size_t series)> may_be_read) {
  std::vector<std::size_t> order(series_.size());
  std::iota(order.begin(), order.end(), 0);
  // The series of one distance stand together.
  std::sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
    return std::tie(series_[a].witness, series_[a].side, series_[a].is_reversed) <
           std::tie(series_[b].witness, series_[b].side, series_[b].is_reversed);
  });
  std::vector<DistanceSum> sums;
  const std::string* last = nullptr;
  for (const std::size_t i : order) {
    const Series& series = series_[i];
    if (series.sum.count == 0 || !may_be_read(i)) continue;
    if (last == nullptr || *last != series.witness) {
      chosen_.emplace_back();
      last = &series.witness;
    }
    std::optional<std::size_t>& best = chosen_.back()[series.side];
    if (!best.has_value() || series.sum.count > series_[*best].sum.count) best = i;
  }
  for (const Witness& witness : chosen_) {
    DistanceSum& sum = sums.emplace_back();
    for (const std::optional<std::size_t>& i : witness) {
      if (i.has_value()) sum.Add(series_[*i].sum);
    }
  }
  weights_ = WitnessWeights(sums);
}

absl::InlinedVector<WitnessDistances, 8> Witnesses::Of(Distances distances) const {
  const auto read = [&](std::optional<std::size_t> series) -> std::optional<double> {
    if (!series.has_value() || *series >= distances.size()) return std::nullopt;
    return distances[*series];
  };
  absl::InlinedVector<WitnessDistances, 8> of;
  of.reserve(chosen_.size());
  for (const Witness& witness : chosen_) of.push_back({read(witness[0]), read(witness[1])});
  return of;
}

std::optional<double> Witnesses::PairDistance(Distances distances,
                                              std::optional<double> known) const {
  return release::PairDistance(known, Of(distances));
}

double Witnesses::ExpectedChange(Distances distances, std::optional<double> known) const {
  const auto of = Of(distances);
  const std::optional<double> pair = release::PairDistance(known, of);
  return pair.has_value() ? release::ExpectedChange(of, weights_, *pair) : 0;
}

}  // namespace winnow::release
