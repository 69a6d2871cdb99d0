// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/cell_summary.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace winnow::simulation {
namespace {

constexpr double kMicro = 1e-6;

// A mean of a number of each draw.
template <typename NumberOf>
std::optional<double> MeanOverDraws(DrawList draws, NumberOf number_of) {
  if (draws.empty()) return std::nullopt;
  double sum = 0;
  for (const v1::SimulationDraw* draw : draws) sum += static_cast<double>(number_of(*draw));
  return sum / static_cast<double>(draws.size());
}

DrawFigures FiguresOfDraws(DrawList draws, const TaskTruth& truth) {
  using Draw = v1::SimulationDraw;
  DrawFigures figures;
  figures.labels = MeanOverDraws(draws, [](const Draw& draw) { return draw.labels(); });
  figures.groups = MeanOverDraws(draws, [](const Draw& draw) { return draw.clusters(); });
  if (truth.knows_near_duplicates) {
    figures.near_duplicates =
        MeanOverDraws(draws, [](const Draw& draw) { return draw.near_duplicates(); });
  }
  figures.effective_size = MeanOverDraws(draws, [](const Draw& draw) {
    return kMicro * static_cast<double>(draw.effective_size_micros());
  });
  for (const Draw* draw : draws) {
    figures.largest_weight = std::max(figures.largest_weight.value_or(0),
                                      kMicro * static_cast<double>(draw->largest_weight_micros()));
  }
  return figures;
}

bool IsForClusters(v1::SimulatedVerdict verdict) {
  return verdict == v1::SIMULATED_VERDICT_UNDECIDED_FOR_CLUSTERS;
}

bool IsUndecided(v1::SimulatedVerdict verdict) {
  return verdict == v1::SIMULATED_VERDICT_UNDECIDED || IsForClusters(verdict);
}

struct GateCounts {
  uint64_t undecided = 0;
  uint64_t for_clusters = 0;
  uint64_t right_blocks = 0;
  uint64_t wrong_blocks = 0;
  uint64_t right_passes = 0;
  uint64_t wrong_passes = 0;

  void Add(v1::SimulatedVerdict verdict, bool regresses) {
    if (IsUndecided(verdict)) ++undecided;
    if (IsForClusters(verdict)) ++for_clusters;
    if (verdict == v1::SIMULATED_VERDICT_BLOCK) ++(regresses ? right_blocks : wrong_blocks);
    if (verdict == v1::SIMULATED_VERDICT_PASS) ++(regresses ? wrong_passes : right_passes);
  }
};

GateFigures FiguresOfGate(DrawList draws, const TaskTruth& truth) {
  GateCounts all;
  std::vector<double> undecided;
  std::vector<double> for_clusters;
  for (const v1::SimulationDraw* draw : draws) {
    const GateCounts before = all;
    for (std::size_t i = 0; i < truth.slices(); ++i)
      all.Add(draw->verdicts(static_cast<int>(i)), truth.Regresses(i));
    undecided.push_back(static_cast<double>(all.undecided - before.undecided));
    for_clusters.push_back(static_cast<double>(all.for_clusters - before.for_clusters));
  }
  GateFigures figures;
  figures.undecided = MeanOf(undecided);
  figures.undecided_for_clusters = MeanOf(for_clusters);
  figures.undecided_share = ShareOf(all.undecided, draws.size() * truth.slices());
  figures.regressions_blocked = ShareOf(all.right_blocks, draws.size() * truth.regressing);
  figures.wrong_blocks = ShareOf(all.wrong_blocks, all.wrong_blocks + all.right_blocks);
  figures.wrong_passes = ShareOf(all.wrong_passes, all.wrong_passes + all.right_passes);
  return figures;
}

SettledFigures FiguresOfSettled(DrawList draws, const TaskTruth& truth) {
  uint64_t settled = 0;
  uint64_t wrong = 0;
  for (const v1::SimulationDraw* draw : draws) {
    for (std::size_t i = 0; i < truth.slices(); ++i) {
      const std::optional<BudgetSide> side = truth.SettledSide(*draw, i);
      if (!side.has_value()) continue;
      ++settled;
      wrong += (*side == BudgetSide::kAbove) != truth.Regresses(i) ? 1 : 0;
    }
  }
  SettledFigures figures;
  figures.share = ShareOf(settled, draws.size() * truth.slices());
  figures.wrong = ShareOf(wrong, settled);
  return figures;
}

CoverageFigures FiguresOfCoverage(DrawList draws) {
  uint64_t inside = 0;
  uint64_t below = 0;
  uint64_t above = 0;
  uint64_t widths = 0;
  double width = 0;
  for (const v1::SimulationDraw* draw : draws) {
    for (const int coverage : draw->coverage()) {
      inside += coverage == v1::SIMULATED_COVERAGE_INSIDE ? 1 : 0;
      below += coverage == v1::SIMULATED_COVERAGE_BELOW ? 1 : 0;
      above += coverage == v1::SIMULATED_COVERAGE_ABOVE ? 1 : 0;
    }
    for (const int64_t nano : draw->half_width_nano()) {
      if (nano < 0) continue;
      ++widths;
      width += PointsOf(nano);
    }
  }
  CoverageFigures figures;
  const uint64_t judged = inside + below + above;
  figures.inside = ShareOf(inside, judged);
  figures.below = ShareOf(below, judged);
  figures.above = ShareOf(above, judged);
  if (widths > 0) figures.half_width = width / static_cast<double>(widths);
  return figures;
}

SliceFigures FiguresOfSlice(DrawList draws, const TaskTruth& truth, std::size_t slice) {
  SliceFigures figures;
  figures.truth = PointsOf(truth.change_nano[slice]);
  figures.is_regressing = truth.Regresses(slice);
  std::vector<double> estimates;
  double sum = 0;
  double error = 0;
  for (const v1::SimulationDraw* draw : draws) {
    const auto at = static_cast<int>(slice);
    estimates.push_back(PointsOf(draw->change_nano(at)));
    sum += estimates.back();
    error += PointsOf(std::abs(draw->change_nano(at) - truth.change_nano[slice]));
    figures.wrong_side += truth.Passes(*draw, slice) == figures.is_regressing ? 1 : 0;
    figures.undecided += IsUndecided(draw->verdicts(at)) ? 1 : 0;
  }
  std::sort(estimates.begin(), estimates.end());
  figures.mean = sum / static_cast<double>(draws.size());
  figures.error = error / static_cast<double>(draws.size());
  figures.low = QuantileOf(estimates, 0.05);
  figures.high = QuantileOf(estimates, 0.95);
  return figures;
}

uint64_t SumOf(absl::Span<const double> counts) {
  double sum = 0;
  for (const double count : counts) sum += count;
  return static_cast<uint64_t>(sum);
}

}  // namespace

CellSummary SummarizeCell(const CellKey& key, DrawList draws, const TaskTruth& truth) {
  CellSummary cell;
  cell.key = key;
  cell.replicates = draws.size();
  cell.slices = truth.slices();
  cell.regressing = truth.regressing;
  cell.gate = FiguresOfGate(draws, truth);
  cell.settled = FiguresOfSettled(draws, truth);
  cell.coverage = FiguresOfCoverage(draws);
  cell.drawn = FiguresOfDraws(draws, truth);
  const ReplicateFigures each = FiguresByReplicate(draws, truth);
  cell.error = MeanOf(each.error);
  if (truth.regressing > 0) cell.missed = MeanOf(each.missed);
  cell.missed_share = ShareOf(SumOf(each.missed), draws.size() * truth.regressing);
  const uint64_t sound = truth.slices() - truth.regressing;
  if (sound > 0) cell.false_blocks = MeanOf(each.false_blocks);
  cell.false_block_share = ShareOf(SumOf(each.false_blocks), draws.size() * sound);
  for (std::size_t i = 0; !draws.empty() && i < truth.slices(); ++i)
    cell.by_slice.push_back(FiguresOfSlice(draws, truth, i));
  return cell;
}

}  // namespace winnow::simulation
