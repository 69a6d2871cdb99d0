// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/release/decision/cluster_world.h"

#include <cstdlib>
#include <map>
#include <utility>

#include "server/selection/stable_hash.h"

namespace winnow::release {
namespace {

std::optional<ChangeEstimate> EstimateOf(const Evaluation& evaluation, const LabelledSample& sample,
                                         const Greg& greg, const std::vector<uint32_t>& slices) {
  const auto totals = EstimateTotals(evaluation.frame, sample, greg, slices);
  if (!totals.ok()) return std::nullopt;
  return ChangeOf(*totals);
}

}  // namespace

ClusterWorld::ClusterWorld(const std::vector<Utterance>& pool) {
  std::map<uint64_t, Speaker> clusters;
  for (const Utterance& said : pool) {
    clusters[said.item.cluster].push_back(said);
    if (said.item.slice >= truth_.size()) truth_.resize(said.item.slice + 1);
    truth_[said.item.slice].difference += said.y;
    truth_[said.item.slice].reference_words += said.reference_words;
  }
  for (auto& [key, cluster] : clusters) clusters_.push_back(std::move(cluster));
}

std::vector<Utterance> ClusterWorld::Resample(uint64_t seed) const {
  selection::Dice dice(seed);
  std::vector<Utterance> pool;
  for (uint64_t key = 0; key < clusters_.size(); ++key) {
    for (Utterance said : clusters_[dice.Below(clusters_.size())]) {
      said.item.cluster = key;
      pool.push_back(std::move(said));
    }
  }
  return pool;
}

void TossSigns(std::vector<SampledItem>& drawn, uint64_t seed) {
  for (SampledItem& item : drawn) {
    if (selection::Mix(seed, item.item.cluster) % 2 == 1) item.y = -item.y;
  }
}

Evaluation CensusOf(const std::vector<Utterance>& pool) {
  Evaluation census{FrameTotals(0), {}, {}};
  for (const Utterance& said : pool) {
    SampledItem item{said.item, 1, Outcome::kLabelled, said.y, said.reference_words};
    item.item.x.clear();  // there is nothing to predict
    if (!census.frame.Add(item.item).ok()) std::abort();
    census.drawn.push_back(std::move(item));
  }
  return census;
}

std::vector<std::optional<ChangeEstimate>> SliceEstimates(const Evaluation& evaluation,
                                                          uint32_t slices) {
  std::vector<std::optional<ChangeEstimate>> estimates;
  for (const Comparison& comparison : AggregateAndSlices(evaluation, slices, 0)) {
    estimates.push_back(comparison.estimate);
  }
  estimates.erase(estimates.begin());
  return estimates;
}

std::vector<Comparison> AggregateAndSlices(const Evaluation& evaluation, uint32_t slices,
                                           double budget) {
  const auto sample = LabelledSample::Make(evaluation.drawn, evaluation.frame.columns());
  if (!sample.ok()) std::abort();
  const auto greg = FitGreg(*sample);
  if (!greg.ok()) std::abort();
  std::vector<uint32_t> all;
  for (uint32_t slice = 0; slice < slices; ++slice) {
    if (evaluation.frame.Find(slice) != nullptr) all.push_back(slice);
  }
  std::vector<Comparison> comparisons = {{EstimateOf(evaluation, *sample, *greg, all), budget}};
  for (uint32_t slice = 0; slice < slices; ++slice) {
    comparisons.push_back({EstimateOf(evaluation, *sample, *greg, {slice}), budget});
  }
  return comparisons;
}

}  // namespace winnow::release
