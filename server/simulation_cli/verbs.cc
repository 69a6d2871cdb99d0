// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation_cli/verbs.h"

#include <cstdio>
#include <string>

namespace winnow::simulation {

int Complain(absl::string_view text) {
  std::fprintf(stderr, "winnow-simulate: %s\n", std::string(text).c_str());
  return kExitUsage;
}

}  // namespace winnow::simulation
