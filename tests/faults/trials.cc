// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/trials.h"

#include <algorithm>
#include <cstdlib>

namespace winnow::faults {

int Trials(int usual) {
  const char* given = std::getenv("WINNOW_FAULT_TRIALS");
  return given != nullptr ? std::atoi(given) : usual;
}

uint64_t Stride() {
  const char* given = std::getenv("WINNOW_FAULT_STRIDE");
  return given != nullptr ? static_cast<uint64_t>(std::max(1, std::atoi(given))) : 1;
}

}  // namespace winnow::faults
