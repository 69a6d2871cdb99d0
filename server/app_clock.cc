// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/app_clock.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/shard/clock_witness.h"

namespace winnow::app {

std::string DescribeDoubt(const ops::Moment& now, const ops::ClockGuardOptions& options) {
  if (!now.in_doubt()) return "";
  const absl::Duration jump = now.jump();
  const std::string what =
      absl::StrCat("The wall clock is ", absl::FormatDuration(absl::AbsDuration(jump)),
                   jump > absl::ZeroDuration() ? " ahead" : " behind",
                   ". Nothing is destroyed by the time of day until it is right again");
  if (jump > options.longest_gap)
    return absl::StrCat(what, ", or the server is started with --accept-clock.");
  return absl::StrCat(what, ", or has run evenly for ", absl::FormatDuration(options.settle), ".");
}

void ClockWatch::Look(shard::Shards& shards) {
  const ops::Moment now = shards.clock_guard().Now();
  metrics_.clock().Set(now);
  if (std::exchange(in_doubt_, now.in_doubt()) != now.in_doubt()) {
    const std::string doubt = DescribeDoubt(now, shards.clock_guard().options());
    if (now.in_doubt()) {
      log_.Log(ops::LogLevel::kError, "clock_in_doubt", {{"cause", doubt}});
    } else {
      log_.Log(ops::LogLevel::kInfo, "clock_trusted");
    }
  }
  shard::WitnessClock(shards.control());
}

}  // namespace winnow::app
