// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// FakeEntropy: an Entropy whose bytes follow from its seed.
#ifndef WINNOW_TESTS_TESTING_FAKE_ENTROPY_H_
#define WINNOW_TESTS_TESTING_FAKE_ENTROPY_H_

#include <algorithm>
#include <cstdint>

#include "absl/types/span.h"
#include "server/ops/entropy.h"
#include "server/ops/mutex.h"

namespace winnow::ops {

// Two sources of one seed give the same bytes for the same sequence of calls; two seeds give
// different ones. No two calls repeat each other. Safe for use from any thread.
class FakeEntropy final : public Entropy {
 public:
  explicit FakeEntropy(uint64_t seed = 1) : seed_(seed) {}

  void Fill(absl::Span<uint8_t> bytes) override {
    MutexLock lock(mutex_);
    while (!bytes.empty()) {
      uint64_t word = Mix(seed_ ^ Mix(++count_));
      const size_t step = std::min(bytes.size(), sizeof(word));
      for (size_t i = 0; i < step; ++i, word >>= 8) bytes[i] = static_cast<uint8_t>(word);
      bytes.remove_prefix(step);
    }
  }

 private:
  // The output step of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): a bijection of 64 bits.
  static uint64_t Mix(uint64_t z) {
    z += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }

  const uint64_t seed_;
  Mutex mutex_;
  uint64_t count_ WINNOW_GUARDED_BY(mutex_) = 0;
};

}  // namespace winnow::ops

#endif  // WINNOW_TESTS_TESTING_FAKE_ENTROPY_H_
