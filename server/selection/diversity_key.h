// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_DIVERSITY_KEY_H_
#define WINNOW_SERVER_SELECTION_DIVERSITY_KEY_H_

#include <compare>
#include <cstdint>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace winnow::selection {

// A key of an attribute that the policy caps (S6).
struct DiversityKey {
  uint32_t attribute = 0;
  uint64_t key = 0;

  auto operator<=>(const DiversityKey&) const = default;
  template <typename H>
  friend H AbslHashValue(H state, const DiversityKey& of) {
    return H::combine(std::move(state), of.attribute, of.key);
  }
};

// Items per key that a queue leased within the windows of its policy's caps (S6). Keys of
// attributes without a window are of no account.
using WindowCounts = absl::flat_hash_map<DiversityKey, uint32_t>;

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_DIVERSITY_KEY_H_
