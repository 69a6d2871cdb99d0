// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/progress.h"

#include <fmt/format.h>

#include <algorithm>

namespace winnow::client::cli {
namespace {

constexpr absl::Duration kRedraw = absl::Milliseconds(200);

double RowsPerSecond(uint64_t rows, absl::Duration elapsed) {
  return static_cast<double>(rows) / std::max(absl::ToDoubleSeconds(elapsed), 0.001);
}

}  // namespace

Progress::Progress(const ProgressSetup& setup)
    : setup_(setup), start_(setup.clock.Now()), drawn_(start_) {}

void Progress::Update(uint64_t rows, uint64_t bytes) {
  if (!setup_.is_terminal) return;
  const absl::Time now = setup_.clock.Now();
  if (now - drawn_ < kRedraw) return;
  drawn_ = now;
  std::string rest;
  if (setup_.total_bytes > 0 && bytes > 0) {
    const double done = static_cast<double>(bytes) / static_cast<double>(setup_.total_bytes);
    rest =
        fmt::format(", {:.0f} %, {} left", 100 * done, FormatWait((now - start_) * (1 / done - 1)));
  }
  // The escape clears what a longer line left behind.
  setup_.out << fmt::format("\r{} rows, {:.0f} rows/s{}\x1b[K", rows,
                            RowsPerSecond(rows, now - start_), rest)
             << std::flush;
}

void Progress::Finish(uint64_t rows) {
  const absl::Duration elapsed = setup_.clock.Now() - start_;
  setup_.out << fmt::format("{}{} rows in {:.1f} s, {:.0f} rows/s{}\n",
                            setup_.is_terminal ? "\r" : "", rows, absl::ToDoubleSeconds(elapsed),
                            RowsPerSecond(rows, elapsed), setup_.is_terminal ? "\x1b[K" : "");
}

std::string FormatWait(absl::Duration duration) {
  const absl::Duration whole =
      absl::Trunc(std::max(duration, absl::ZeroDuration()), absl::Seconds(1));
  return whole == absl::ZeroDuration() ? "0s" : absl::FormatDuration(whole);
}

}  // namespace winnow::client::cli
