// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_SERVER_RELEASE_EVALUATION_BED_H_
#define WINNOW_TESTS_SERVER_RELEASE_EVALUATION_BED_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "server/release/domain_totals.h"
#include "server/release/frame_totals.h"
#include "server/release/labelled_sample.h"
#include "tests/server/release/synthetic_release.h"
#include "tests/server/selection/test_frame.h"

namespace winnow::release {

// What a draw told of a frame, with all labels in.
struct Evaluation {
  FrameTotals frame;
  std::vector<SampledItem> drawn;
  std::vector<std::size_t> places;  // of the drawn items in the pool
};

// True totals of a slice.
struct Truth {
  double difference = 0;
  double reference_words = 0;
  double Change() const { return difference / reference_words; }
};

// A pool under the release-evaluation design (S9.5), drawn from by the sampler itself: everything
// at random, equal quotas, size d^0.75, and 2 % or so of the draws for items that cannot differ.
class EvaluationBed {
 public:
  explicit EvaluationBed(std::vector<Utterance> pool, double random_share = 1);

  // Stops the test if the sampler and the estimator do not fit together.
  Evaluation Draw(uint64_t batch, uint64_t seed) const;

  // The first `count` items of a draw in the random order that `seed` gives: what a look sees.
  Evaluation Prefix(const Evaluation& whole, uint64_t count, uint64_t seed) const;

  // By slice.
  const std::vector<Truth>& truth() const { return truth_; }
  const std::vector<Utterance>& pool() const { return pool_; }
  uint32_t slices() const { return static_cast<uint32_t>(truth_.size()); }

 private:
  FrameTotals FrameOf(const std::vector<bool>& is_certain) const;

  std::vector<Utterance> pool_;
  std::vector<Truth> truth_;
  selection::CompiledPolicy policy_;
  std::unique_ptr<selection::TestFrame> frame_;
  // Of the utterances by their numbers in the frame of the sampler.
  std::vector<std::size_t> places_;
  FrameTotals uncertain_;  // where nothing is drawn with certainty
};

// Totals of domains, with coefficients pooled over all slices; aborts on an error.
std::vector<DomainTotals> EstimateDomains(const Evaluation& evaluation,
                                          const std::vector<std::vector<uint32_t>>& domains);

// Totals of each slice from 0.
std::vector<DomainTotals> EstimateSlices(const Evaluation& evaluation, uint32_t slices);

// Utterances of `speakers` speakers of each source.
std::vector<Utterance> Utterances(std::vector<SpeakerSource>& sources,
                                  const std::vector<uint64_t>& speakers);

}  // namespace winnow::release

#endif  // WINNOW_TESTS_SERVER_RELEASE_EVALUATION_BED_H_
