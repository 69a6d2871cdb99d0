// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/pool/slice_names.h"

#include "absl/strings/str_join.h"

namespace winnow::simulation {

std::optional<std::string> SliceNames::Join(const std::vector<std::string>& values) {
  std::string name = absl::StrJoin(values, "/");
  const auto known = values_.try_emplace(name, values).first;
  if (known->second != values) return std::nullopt;
  return name;
}

}  // namespace winnow::simulation
