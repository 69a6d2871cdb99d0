// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_TESTING_SEED_H_
#define WINNOW_TESTS_TESTING_SEED_H_

#include <cstdint>
#include <cstdlib>
#include <random>

namespace winnow::testing {

// The seed of a property test: a fresh one per run, or the number in WINNOW_TEST_SEED, so that a
// failure can be repeated. The test prints it (SCOPED_TRACE).
inline uint32_t Seed() {
  const char* given = std::getenv("WINNOW_TEST_SEED");
  return given != nullptr ? static_cast<uint32_t>(std::strtoul(given, nullptr, 10))
                          : std::random_device{}();
}

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_TESTING_SEED_H_
