// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_SERVER_RELEASE_AGREEMENT_DICE_H_
#define WINNOW_TESTS_SERVER_RELEASE_AGREEMENT_DICE_H_

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace winnow::release {

// Random numbers of a test, the same from a seed with every standard library.
class Dice {
 public:
  explicit Dice(uint64_t seed) : engine_(seed) {}

  uint64_t Below(uint64_t bound) { return engine_() % bound; }

  // In (0, 1).
  double Uniform() { return (static_cast<double>(engine_() >> 11) + 0.5) * 0x1p-53; }

  double Normal() {
    const double radius = std::sqrt(-2 * std::log(Uniform()));
    return radius * std::cos(2 * 3.14159265358979323846 * Uniform());
  }

  // By counting the arrivals of one unit of time; for small means.
  uint64_t Poisson(double mean) {
    uint64_t count = 0;
    for (double time = -std::log(Uniform()); time < mean; time -= std::log(Uniform())) ++count;
    return count;
  }

  template <typename T>
  void Shuffle(std::vector<T>& items) {
    for (uint64_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[Below(i)]);
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace winnow::release

#endif  // WINNOW_TESTS_SERVER_RELEASE_AGREEMENT_DICE_H_
