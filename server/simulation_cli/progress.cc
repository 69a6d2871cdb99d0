// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation_cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

namespace winnow::simulation {
namespace {

constexpr uint64_t kBarParts = 40;
constexpr uint64_t kLines = 10;

}  // namespace

Progress::Progress(uint64_t total)
    : total_(std::max<uint64_t>(total, 1)), is_terminal_(isatty(STDERR_FILENO) == 1) {}

void Progress::Step() {
  const uint64_t parts = is_terminal_ ? 100 : kLines;
  const uint64_t done = ++done_;
  // Whoever completes a part shows it; one printf is one piece of output.
  if (done * parts / total_ == (done - 1) * parts / total_) return;
  const auto all = static_cast<unsigned long long>(total_);
  const auto so_far = static_cast<unsigned long long>(done);
  if (!is_terminal_) {
    std::fprintf(stderr, "%llu of %llu draws\n", so_far, all);
    return;
  }
  const std::string bar(done * kBarParts / total_, '#');
  std::fprintf(stderr, "\r[%-40s] %3llu %% of %llu draws%s", bar.c_str(), so_far * 100 / all, all,
               done == total_ ? "\n" : "");
}

}  // namespace winnow::simulation
