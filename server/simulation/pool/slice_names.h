// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// SliceNames: names of slices that several values make up.
#ifndef WINNOW_SERVER_SIMULATION_POOL_SLICE_NAMES_H_
#define WINNOW_SERVER_SIMULATION_POOL_SLICE_NAMES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace winnow::simulation {

// Not thread-safe.
class SliceNames {
 public:
  // What to say of values that make up a name that is taken.
  static constexpr absl::string_view kTaken =
      "and the other fields of slices make up a name that other values make up, too: leave \"/\" "
      "out of them";

  // The values joined by "/"; nullopt where other values have that name already.
  std::optional<std::string> Join(const std::vector<std::string>& values);

 private:
  absl::flat_hash_map<std::string, std::vector<std::string>> values_;
};

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_POOL_SLICE_NAMES_H_
