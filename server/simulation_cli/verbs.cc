// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation_cli/verbs.h"

#include <cstdio>
#include <string>

namespace winnow::simulation {

int Tell(const std::string& text, int code) {
  const bool told = std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
  return told ? code : Complain("standard output cannot be written");
}

int Complain(absl::string_view text) {
  std::fprintf(stderr, "winnow-simulate: %s\n", std::string(text).c_str());
  return kExitUsage;
}

}  // namespace winnow::simulation
