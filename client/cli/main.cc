// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "client/cli/app.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  const char* server = std::getenv("WINNOW_SERVER");
  winnow::client::cli::Environment environment{
      .in = std::cin,
      .out = std::cout,
      .err = std::cerr,
      .out_is_terminal = isatty(STDOUT_FILENO) == 1,
      .err_is_terminal = isatty(STDERR_FILENO) == 1,
      .server = server == nullptr || *server == 0 ? "localhost:50051" : server,
      .surroundings = winnow::client::SystemSurroundings()};
  return winnow::client::cli::RunWinnow(std::vector<std::string>(argv + 1, argv + argc),
                                        environment);
}
