// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/release/synthetic_release.h"

#include <algorithm>
#include <cmath>

#include "server/selection/stable_hash.h"

namespace winnow::release {

SpeakerSource::SpeakerSource(uint32_t slice, uint64_t seed, double worse)
    : slice_(slice), dice_(selection::Mix(seed, slice)) {
  alike_ = 0.35 + 0.3 * Uniform();
  worse_ = worse + 0.3 + 0.25 * Uniform();
}

double SpeakerSource::Uniform() {
  constexpr uint64_t kSteps = uint64_t{1} << 52;
  return (static_cast<double>(dice_.Below(kSteps)) + 0.5) / static_cast<double>(kSteps);
}

// Box and Muller 1958.
double SpeakerSource::Normal() {
  const double radius = std::sqrt(-2 * std::log(Uniform()));
  return radius * std::cos(2 * 3.14159265358979323846 * Uniform());
}

uint64_t SpeakerSource::Poisson(double mean) {
  uint64_t count = 0;
  for (double left = Uniform(); left > std::exp(-mean); left *= Uniform()) ++count;
  return count;
}

Speaker SpeakerSource::Next() {
  const uint64_t key = (uint64_t{slice_} << 32) | ++speakers_;
  const double difficulty = std::exp(0.5 * Normal());
  const double worse = std::clamp(worse_ + 0.06 * Normal(), 0.05, 0.7);
  Speaker speaker(3 + Poisson(std::exp(2.3 + 0.6 * Normal())));
  for (Utterance& utterance : speaker) {
    utterance = Say(difficulty, worse);
    utterance.item.slice = slice_;
    utterance.item.cluster = key;
  }
  return speaker;
}

Utterance SpeakerSource::Say(double difficulty, double worse) {
  Utterance said;
  const double words = 3 + static_cast<double>(Poisson(std::exp(2.2 + 0.5 * Normal())));
  uint64_t d = 0;
  if (Uniform() > std::pow(alike_, std::sqrt(difficulty))) {
    const double mean = 0.08 * words * difficulty * std::exp(0.4 * Normal());
    d = 1 + std::min<uint64_t>(Poisson(mean), static_cast<uint64_t>(words) - 1);
  }
  double expected = 0;
  for (uint64_t i = 0; i < d; ++i) {
    const double turn = Uniform();
    const double change = turn < worse ? 1 : turn < worse + 0.3 ? -1 : 0;
    said.y += change;
    // The committee sides with the better release more often than not.
    expected += 0.35 * change + 0.5 * Normal();
  }
  const auto bound = static_cast<double>(d);
  const double committee = std::clamp(0.15 * difficulty + 0.04 * bound + 0.08 * Normal(), 0.0, 1.0);
  said.item.members = dice_.Chance(8) ? 2 : 1;
  said.item.incumbent_words = words;
  said.item.bound = bound;
  said.item.x = ReleaseRegressors(bound, committee, expected);
  const double missed = static_cast<double>(Poisson(0.04 * words + 0.1 * bound)) -
                        static_cast<double>(Poisson(0.03 * words));
  said.reference_words = std::max(words + missed, 0.0);
  return said;
}

}  // namespace winnow::release
