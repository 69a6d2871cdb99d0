// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/pairs.h"

#include <cstddef>
#include <cstdlib>

namespace winnow::simulation {
namespace {

// The draws of the replicates that both have; equally long.
struct Matched {
  std::vector<const v1::SimulationDraw*> policy;
  std::vector<const v1::SimulationDraw*> reference;
};

Matched Match(DrawList policy, DrawList reference) {
  Matched matched;
  std::size_t at = 0;
  for (const v1::SimulationDraw* draw : policy) {
    while (at < reference.size() && reference[at]->replicate() < draw->replicate()) ++at;
    if (at == reference.size()) break;
    if (reference[at]->replicate() != draw->replicate()) continue;
    matched.policy.push_back(draw);
    matched.reference.push_back(reference[at]);
  }
  return matched;
}

Discordant DiscordantOf(const Matched& matched, const TaskTruth& truth) {
  Discordant pairs;
  for (std::size_t i = 0; i < matched.policy.size(); ++i) {
    for (std::size_t slice = 0; slice < truth.slices(); ++slice) {
      if (!truth.Regresses(slice)) continue;
      const bool policy = truth.Passes(*matched.policy[i], slice);
      const bool reference = truth.Passes(*matched.reference[i], slice);
      pairs.first_only += policy && !reference ? 1 : 0;
      pairs.second_only += reference && !policy ? 1 : 0;
    }
  }
  return pairs;
}

}  // namespace

ReplicateFigures FiguresByReplicate(DrawList draws, const TaskTruth& truth) {
  ReplicateFigures figures;
  for (const v1::SimulationDraw* draw : draws) {
    // In nano, of which a double holds sums of realistic changes without rounding; 64 bits would
    // not hold those of many slices that are as far apart as CheckPlan and CheckDraw allow.
    double error = 0;
    double missed = 0;
    double false_blocks = 0;
    for (std::size_t i = 0; i < truth.slices(); ++i) {
      error += static_cast<double>(
          std::abs(draw->change_nano(static_cast<int>(i)) - truth.change_nano[i]));
      if (truth.Passes(*draw, i) != truth.Regresses(i)) continue;
      (truth.Regresses(i) ? missed : false_blocks) += 1;
    }
    figures.error.push_back(PointsOf(error) / static_cast<double>(truth.slices()));
    figures.missed.push_back(missed);
    figures.false_blocks.push_back(false_blocks);
  }
  return figures;
}

PairedFigures ComparePairs(DrawList policy, DrawList reference, const TaskTruth& truth) {
  const Matched matched = Match(policy, reference);
  const ReplicateFigures mine = FiguresByReplicate(matched.policy, truth);
  const ReplicateFigures theirs = FiguresByReplicate(matched.reference, truth);
  PairedFigures figures;
  figures.replicates = matched.policy.size();
  figures.error_ratio = PairedRatio(mine.error, theirs.error);
  figures.missed_ratio = PairedRatio(mine.missed, theirs.missed);
  figures.false_block_ratio = PairedRatio(mine.false_blocks, theirs.false_blocks);
  figures.missed = DiscordantOf(matched, truth);
  figures.missed_p_value = McNemarPValue(figures.missed);
  return figures;
}

}  // namespace winnow::simulation
