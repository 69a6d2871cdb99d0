// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/sequence/steering_tally.h"

#include <cmath>
#include <vector>

namespace winnow::simulation {
namespace {

// Mean per slice of a figure with and without steering. The slices of a replicate are one draw:
// the error is that of a ratio of sums over replicates.
class PairedMean {
 public:
  explicit PairedMean(std::size_t replicates) : differences_(replicates), counts_(replicates) {}

  void Add(std::size_t replicate, double steered, double plain) {
    steered_ += steered;
    plain_ += plain;
    differences_[replicate] += steered - plain;
    ++counts_[replicate];
    ++count_;
  }

  double count() const { return count_; }

  SteeredFigure Take() const {
    SteeredFigure figure;
    if (count_ == 0) return figure;
    figure.steered = steered_ / count_;
    figure.plain = plain_ / count_;
    const auto replicates = static_cast<double>(counts_.size());
    if (replicates < 2) return figure;
    double squares = 0;
    for (std::size_t r = 0; r < counts_.size(); ++r) {
      const double residual = differences_[r] - figure.difference() * counts_[r];
      squares += residual * residual;
    }
    figure.error = std::sqrt(squares * replicates / (replicates - 1)) / count_;
    return figure;
  }

 private:
  double steered_ = 0;
  double plain_ = 0;
  double count_ = 0;
  std::vector<double> differences_;
  std::vector<double> counts_;
};

// The same slice of the same step and replicate, with and without steering.
struct SlicePair {
  const SliceOutcome& steered;
  const SliceOutcome& plain;
  bool regresses = false;
  uint32_t steered_labels = 0;  // of the step
  uint32_t plain_labels = 0;
};

class GroupTally {
 public:
  explicit GroupTally(std::size_t replicates)
      : replicates_(static_cast<double>(replicates)),
        labels_(replicates),
        decided_(replicates),
        found_(replicates),
        until_(replicates) {}

  void Add(std::size_t replicate, const SlicePair& pair) {
    labels_.Add(replicate, pair.steered.labels, pair.plain.labels);
    decided_.Add(replicate, IsDecided(pair.steered), IsDecided(pair.plain));
    if (!pair.regresses) return;
    found_.Add(replicate, pair.steered.labels_until_block > 0, pair.plain.labels_until_block > 0);
    until_.Add(replicate, Until(pair.steered, pair.steered_labels),
               Until(pair.plain, pair.plain_labels));
  }

  SteeredGroup Take() const {
    SteeredGroup group;
    group.slices = labels_.count() / replicates_;
    group.regressed = found_.count() / replicates_;
    group.labels = labels_.Take();
    group.decided = decided_.Take();
    group.found = found_.Take();
    group.labels_until = until_.Take();
    return group;
  }

 private:
  static double IsDecided(const SliceOutcome& slice) {
    return slice.verdict != release::Verdict::kUndecided ? 1 : 0;
  }
  static double Until(const SliceOutcome& slice, uint32_t all) {
    return slice.labels_until_block > 0 ? slice.labels_until_block : all;
  }

  const double replicates_;
  PairedMean labels_;
  PairedMean decided_;
  PairedMean found_;
  PairedMean until_;
};

}  // namespace

bool Regresses(const v1::SimulatedSlice& slice, double budget) {
  return slice.change_nano() > std::llround(1e9 * budget);
}

SteeringSummary CompareSteering(const SequenceResult& result, std::size_t course,
                                std::size_t plain) {
  const std::size_t replicates = result.options.replicates;
  GroupTally leant_to(replicates);
  GroupTally others(replicates);
  for (std::size_t r = 0; r < replicates; ++r) {
    for (std::size_t step = 1; step < result.steps.size(); ++step) {
      const StepOutcome& steered = result.At(course, r, step);
      const StepOutcome& without = result.At(plain, r, step);
      for (std::size_t i = 0; i < steered.slices.size(); ++i) {
        const SlicePair pair = {steered.slices[i], without.slices[i],
                                Regresses(result.steps[step].slices(static_cast<int>(i)),
                                          result.options.regression_budget),
                                steered.labels, without.labels};
        (pair.steered.marked ? leant_to : others).Add(r, pair);
      }
    }
  }
  SteeringSummary summary;
  summary.course = course;
  summary.plain = plain;
  summary.leant_to = leant_to.Take();
  summary.others = others.Take();
  return summary;
}

}  // namespace winnow::simulation
