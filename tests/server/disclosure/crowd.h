// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Crowd: persons whose candidates come, go and change at random, and the counts that are published
// of them.
#ifndef WINNOW_TESTS_SERVER_DISCLOSURE_CROWD_H_
#define WINNOW_TESTS_SERVER_DISCLOSURE_CROWD_H_

#include <cstddef>
#include <cstdint>
#include <random>

#include "server/disclosure/publication.h"

namespace winnow::disclosure::testing {

class Crowd {
 public:
  Crowd(uint32_t seed, size_t min_persons);

  // Something happens, to a few or to many.
  void Live();
  // Renews what is published.
  void Publish();

  const Publication& publication() const { return publication_; }
  const Census& census() const { return census_; }
  int64_t now_us() const { return rules_.now_us; }

 private:
  size_t Below(size_t end) { return std::uniform_int_distribution<size_t>(0, end - 1)(random_); }

  std::mt19937 random_;
  RenewalRules rules_;
  size_t persons_;
  Census census_;
  Publication publication_;
};

}  // namespace winnow::disclosure::testing

#endif  // WINNOW_TESTS_SERVER_DISCLOSURE_CROWD_H_
