// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/split_assignment.h"

#include <cstdint>

#include "server/digest/digest.h"

namespace winnow::loop {
namespace {

constexpr uint64_t kTrainPercent = 80;
constexpr uint64_t kDevPercent = 10;

}  // namespace

v1::Split SplitAssignment::Of(absl::string_view group) const {
  const digest::Digest tag = key_.Sign(group);
  uint64_t number = 0;
  for (int i = 0; i < 4; ++i) number = number << 8 | tag.bytes[i];
  const uint64_t percent = number * 100 >> 32;
  if (percent < kTrainPercent) return v1::SPLIT_TRAIN;
  return percent < kTrainPercent + kDevPercent ? v1::SPLIT_DEV : v1::SPLIT_TEST;
}

}  // namespace winnow::loop
