// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/decision/looks.h"

#include <map>

#include "absl/status/status.h"

namespace winnow::release {

absl::StatusOr<uint64_t> ItemsAtLook(uint64_t items, Look look) {
  if (look.number < 1 || look.number > look.of) {
    return absl::InvalidArgumentError("the number of a look must be from 1 to the declared looks");
  }
  // items x number would overflow. Nobody declares so many looks that number x rest does.
  const uint64_t rest = items % look.of;
  return items / look.of * look.number + rest * look.number / look.of;
}

absl::StatusOr<std::vector<SampledItem>> PrefixSample(absl::Span<const SampledItem> in_order,
                                                      uint64_t count) {
  if (count > in_order.size()) {
    return absl::InvalidArgumentError("a prefix has no more items than the sample");
  }
  std::map<uint32_t, double> drawn;
  for (const SampledItem& item : in_order) ++drawn[item.item.slice];
  const auto prefix = in_order.subspan(0, count);
  std::map<uint32_t, double> kept;
  for (const SampledItem& item : prefix) ++kept[item.item.slice];
  std::vector<SampledItem> sample(prefix.begin(), prefix.end());
  for (SampledItem& item : sample) {
    item.pi *= kept[item.item.slice] / drawn[item.item.slice];
    if (!item.IsRandom()) item.item.size = 0;
  }
  return sample;
}

}  // namespace winnow::release
