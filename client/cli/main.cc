// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "client/cli/app.h"

namespace {

std::string Variable(const char* name, const char* fallback = "") {
  const char* value = std::getenv(name);
  return value == nullptr || *value == 0 ? fallback : value;
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  winnow::client::cli::Environment environment{
      .in = std::cin,
      .out = std::cout,
      .err = std::cerr,
      .out_is_terminal = isatty(STDOUT_FILENO) == 1,
      .err_is_terminal = isatty(STDERR_FILENO) == 1,
      .server = Variable("WINNOW_SERVER", "localhost:50051"),
      .credentials = {.token_file = Variable("WINNOW_TOKEN_FILE"),
                      .tls_ca_file = Variable("WINNOW_TLS_CA"),
                      .tls_certificate_file = Variable("WINNOW_TLS_CERT"),
                      .tls_key_file = Variable("WINNOW_TLS_KEY")},
      .surroundings = winnow::client::SystemSurroundings()};
  return winnow::client::cli::RunWinnow(std::vector<std::string>(argv + 1, argv + argc),
                                        environment);
}
