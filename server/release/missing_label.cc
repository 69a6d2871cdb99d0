// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/missing_label.h"

namespace winnow::release {

double MissingLabelWidening(absl::Span<const SampledItem> drawn) {
  double sum = 0;
  for (const SampledItem& item : drawn) {
    if (item.outcome == Outcome::kMissing) sum += item.Weight() * item.item.bound;
  }
  return sum;
}

}  // namespace winnow::release
