// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A pool taken for a world: its clusters, speakers or calls or sessions, are all that there are,
// and traffic brings them with equal chances.
#ifndef WINNOW_TESTS_SERVER_RELEASE_DECISION_CLUSTER_WORLD_H_
#define WINNOW_TESTS_SERVER_RELEASE_DECISION_CLUSTER_WORLD_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "server/release/decision/release_decision.h"
#include "tests/server/release/evaluation_bed.h"

namespace winnow::release {

class ClusterWorld {
 public:
  explicit ClusterWorld(const std::vector<Utterance>& pool);

  // As many clusters as there are, drawn with replacement; each comes as a new one.
  std::vector<Utterance> Resample(uint64_t seed) const;

  // Change of each slice over the whole world.
  const std::vector<Truth>& truth() const { return truth_; }
  std::size_t clusters() const { return clusters_.size(); }

 private:
  std::vector<Speaker> clusters_;
  std::vector<Truth> truth_;
};

// Turns all label differences of a cluster about, by the toss of a coin for each: whatever the
// releases are, no change is expected anywhere.
void TossSigns(std::vector<SampledItem>& drawn, uint64_t seed);

// All utterances labelled, with pi = 1.
Evaluation CensusOf(const std::vector<Utterance>& pool);

// The estimate of each slice from 0, none where there is nothing to estimate it from.
std::vector<std::optional<ChangeEstimate>> SliceEstimates(const Evaluation& evaluation,
                                                          uint32_t slices);

// The same behind that of all slices as one.
std::vector<Comparison> AggregateAndSlices(const Evaluation& evaluation, uint32_t slices,
                                           double budget);

}  // namespace winnow::release

#endif  // WINNOW_TESTS_SERVER_RELEASE_DECISION_CLUSTER_WORLD_H_
