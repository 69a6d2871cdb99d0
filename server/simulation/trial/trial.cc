// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/trial/trial.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "server/release/decision/release_decision.h"

namespace winnow::simulation {
namespace {

using Changes = std::vector<std::optional<release::ChangeEstimate>>;

constexpr double kNanos = 1e9;
constexpr double kMicros = 1e6;

std::vector<Labelled> Reveal(const Pool& pool, absl::Span<const DrawnItem> drawn) {
  std::vector<Labelled> labelled;
  labelled.reserve(drawn.size());
  for (const DrawnItem& item : drawn) {
    const PoolItem& from = pool.items[item.item];
    labelled.push_back({item, release::Outcome::kLabelled, from.difference, from.reference_units});
  }
  return labelled;
}

void CountKeys(const Pool& pool, absl::Span<const DrawnItem> drawn, v1::SimulationDraw& out) {
  absl::flat_hash_set<uint64_t> clusters;
  absl::flat_hash_set<uint64_t> near_duplicates;
  uint32_t repeated = 0;
  for (const DrawnItem& item : drawn) {
    const PoolItem& from = pool.items[item.item];
    clusters.insert(from.cluster);
    if (from.near_duplicate == 0) continue;
    repeated += near_duplicates.insert(from.near_duplicate).second ? 0 : 1;
  }
  out.set_clusters(static_cast<uint32_t>(clusters.size()));
  out.set_near_duplicates(repeated);
}

// Kish, Survey Sampling, 1965, section 11.7. Labels that cannot show a difference are left out:
// whatever they weigh, they add nothing to the error.
void CountWeights(const Pool& pool, absl::Span<const DrawnItem> drawn,
                  absl::Span<const double> weights, v1::SimulationDraw& out) {
  double sum = 0;
  double squares = 0;
  double largest = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (pool.BoundOf(pool.items[drawn[i].item]) == 0) continue;
    const double weight = weights[i];
    sum += weight;
    squares += weight * weight;
    largest = std::max(largest, weight);
  }
  out.set_largest_weight_micros(static_cast<uint64_t>(std::llround(kMicros * largest)));
  out.set_effective_size_micros(
      squares > 0 ? static_cast<uint64_t>(std::llround(kMicros * sum * sum / squares)) : 0);
}

v1::SimulatedVerdict RecordOf(const release::Finding& finding) {
  switch (finding.verdict) {
    case release::Verdict::kPass:
      return v1::SIMULATED_VERDICT_PASS;
    case release::Verdict::kBlock:
      return v1::SIMULATED_VERDICT_BLOCK;
    case release::Verdict::kUndecided:
      break;
  }
  return finding.need.binding == release::Binding::kClusters
             ? v1::SIMULATED_VERDICT_UNDECIDED_FOR_CLUSTERS
             : v1::SIMULATED_VERDICT_UNDECIDED;
}

// From as many draws on an interval promises what it says (server/release/README.md).
constexpr uint64_t kLeastDraws = 5;

absl::Status CompareInterval(const std::optional<release::ChangeEstimate>& change, int64_t truth,
                             v1::SimulationDraw& out) {
  v1::SimulatedCoverage coverage = v1::SIMULATED_COVERAGE_UNSPECIFIED;
  int64_t half_width = -1;
  // Without random draws an interval has an end only where everything is labelled.
  const uint64_t draws = change.has_value() ? change->counts.random_draws : 0;
  if (change.has_value() && (draws == 0 || draws >= kLeastDraws)) {
    const auto interval = release::IntervalOf(*change, release::Scope::kFrame, release::kTail);
    if (!interval.ok()) return interval.status();
    if (std::isfinite(interval->lower) && std::isfinite(interval->upper)) {
      half_width = std::llround(kNanos * (interval->upper - interval->lower) / 2);
      // A nano at either end is rounding.
      coverage = draws == 0 ? v1::SIMULATED_COVERAGE_UNSPECIFIED
                 : static_cast<double>(truth) < kNanos * interval->lower - 1
                     ? v1::SIMULATED_COVERAGE_BELOW
                 : static_cast<double>(truth) > kNanos * interval->upper + 1
                     ? v1::SIMULATED_COVERAGE_ABOVE
                     : v1::SIMULATED_COVERAGE_INSIDE;
    }
  }
  out.add_coverage(coverage);
  out.add_half_width_nano(half_width);
  return absl::OkStatus();
}

absl::Status Decide(const Changes& changes, double budget, v1::SimulationDraw& out) {
  std::vector<release::Comparison> comparisons;
  for (const auto& change : changes) comparisons.push_back({change, budget});
  const auto decision = release::DecideRelease(comparisons, release::DecisionRules());
  if (!decision.ok()) return decision.status();
  for (const release::Finding& finding : decision->findings) out.add_verdicts(RecordOf(finding));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::SimulationDraw> RunTrial(const EstimatorGround& ground,
                                            const SliceEstimator& estimator, const TrialDraw& draw,
                                            double budget) {
  v1::SimulationDraw out;
  const std::vector<DrawnItem> drawn = ground.frame.Draw(draw.labels, draw.seed);
  const std::vector<Labelled> labelled = Reveal(ground.pool, drawn);
  const auto changes = estimator.Estimate(labelled);
  if (!changes.ok()) return changes.status();
  out.set_labels(static_cast<uint32_t>(drawn.size()));
  CountKeys(ground.pool, drawn, out);
  CountWeights(ground.pool, drawn, estimator.Weights(labelled), out);
  for (std::size_t slice = 0; slice < changes->size(); ++slice) {
    const auto& change = (*changes)[slice];
    out.add_change_nano(change.has_value() ? std::llround(kNanos * change->change) : 0);
    const int64_t truth = ground.pool.task.slices(static_cast<int>(slice)).change_nano();
    if (absl::Status status = CompareInterval(change, truth, out); !status.ok()) return status;
  }
  if (absl::Status status = Decide(*changes, budget, out); !status.ok()) return status;
  return out;
}

}  // namespace winnow::simulation
