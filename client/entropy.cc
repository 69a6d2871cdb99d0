// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/entropy.h"

#include <mutex>

#include "absl/random/random.h"
#include "absl/strings/str_format.h"

namespace winnow::client {
namespace {

class MachineEntropy final : public Entropy {
 public:
  uint64_t Uint64() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return absl::Uniform<uint64_t>(generator_);
  }

 private:
  std::mutex mutex_;
  absl::BitGen generator_;
};

}  // namespace

std::string Entropy::NewId() {
  const uint64_t high = Uint64();
  return absl::StrFormat("%016x%016x", high, Uint64());
}

double Entropy::Fraction() { return static_cast<double>(Uint64() >> 11) * 0x1p-53; }

Entropy& SystemEntropy() {
  static MachineEntropy entropy;
  return entropy;
}

}  // namespace winnow::client
