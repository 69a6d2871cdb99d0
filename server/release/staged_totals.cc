// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/staged_totals.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "server/release/variance.h"
#include "server/release/zero_bound.h"

namespace winnow::release {
namespace {

constexpr double kLargestWeight = 1e9;

bool HaveSameClusters(const DomainTotals& a, const DomainTotals& b) {
  if (a.clusters.size() != b.clusters.size()) return false;
  for (std::size_t i = 0; i < a.clusters.size(); ++i) {
    if (a.clusters[i].cluster != b.clusters[i].cluster) return false;
  }
  return true;
}

absl::Status CheckStages(absl::Span<const Stage> stages) {
  if (stages.empty()) return absl::InvalidArgumentError("there are no stages to combine");
  for (const Stage& stage : stages) {
    if (!(stage.weight > 0) || stage.weight > kLargestWeight) {
      return absl::InvalidArgumentError("the weight of a stage must be above 0 and at most 1e9");
    }
    if (!HaveSameClusters(stage.totals, stages.front().totals)) {
      return absl::InvalidArgumentError("stages must be of the same frame and domain");
    }
  }
  return absl::OkStatus();
}

// Adds `weight` times the totals of a stage.
void AddTo(DomainTotals& mean, double weight, const DomainTotals& totals) {
  mean.difference += weight * totals.difference;
  mean.reference_words += weight * totals.reference_words;
  mean.missing_widening += weight * totals.missing_widening;
  mean.clusters.resize(totals.clusters.size());
  for (std::size_t i = 0; i < totals.clusters.size(); ++i) {
    const ClusterEstimate& cluster = totals.clusters[i];
    mean.clusters[i].cluster = cluster.cluster;
    mean.clusters[i].difference += weight * cluster.difference;
    mean.clusters[i].reference_words += weight * cluster.reference_words;
    mean.clusters[i].is_sampled |= cluster.is_sampled;
    mean.clusters[i].is_drawn |= cluster.is_drawn;
    mean.clusters[i].spread += weight * weight * cluster.spread;
  }
}

bool EndsInCensus(absl::Span<const Stage> stages) {
  return !stages.back().totals.zero.IsLeftToChance() &&
         std::any_of(stages.begin(), stages.end(),
                     [](const Stage& stage) { return stage.totals.zero.IsLeftToChance(); });
}

// Without counts.
DomainTotals MeanOf(absl::Span<const Stage> stages) {
  double sum = 0;
  for (const Stage& stage : stages) sum += stage.weight;
  DomainTotals mean;
  std::vector<Variance> variances;
  std::vector<ZeroDifference> zeros;
  for (const Stage& stage : stages) {
    const double weight = stage.weight / sum;
    AddTo(mean, weight, stage.totals);
    variances.push_back(
        {weight * weight * stage.totals.frame.variance, stage.totals.frame.degrees});
    zeros.push_back(stage.totals.zero);
  }
  mean.frame = SumOfVariances(variances);
  mean.zero = ZeroOfStages(zeros);
  return mean;
}

}  // namespace

absl::StatusOr<DomainTotals> CombineStages(absl::Span<const Stage> stages) {
  if (absl::Status status = CheckStages(stages); !status.ok()) return status;
  DomainTotals combined = EndsInCensus(stages) ? stages.back().totals : MeanOf(stages);
  combined.counts = stages.back().totals.counts;
  combined.counts.random_draws = 0;
  for (const Stage& stage : stages) {
    combined.counts.random_draws += stage.totals.counts.random_draws;
  }
  return combined;
}

bool DrewFromAll(const FrameTotals& frame, const LabelledSample& sample,
                 absl::Span<const uint32_t> slices) {
  bool drew = false;
  for (const uint32_t slice : slices) {
    const absl::Span<const SampledItem> drawn = sample.Of(slice);
    const SliceSums* sums = frame.Find(slice);
    const bool drew_at_random =
        std::any_of(drawn.begin(), drawn.end(),
                    [](const SampledItem& item) { return item.IsRandom() && item.item.size > 0; });
    if (sums != nullptr && sums->size > 0 && !drew_at_random) return false;
    drew |= !drawn.empty();
  }
  return drew;
}

}  // namespace winnow::release
