// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/app_scrub.h"

#include <string>

#include "storage/rocksdb_scrub.h"

namespace winnow::app {

void Scrub::RunIfDue() {
  const absl::Duration now = surroundings_.clock.SteadyNow();
  if (begun_.has_value() && now - *begun_ < config_.interval) return;
  begun_ = now;
  storage::ScrubOptions options;
  options.may_read = [this](uint64_t bytes) { return MayRead(bytes); };
  options.on_damage = [this](absl::string_view file, const absl::Status& cause) {
    surroundings_.metrics.CountDamagedFile();
    const std::string text(cause.message());
    surroundings_.log.Log(ops::LogLevel::kError, "scrub_found_damage",
                          {{"file", file}, {"cause", text}});
  };
  options.seed = surroundings_.entropy.Uint64();
  const storage::ScrubReport report = storage::ScrubTables(engine_.handles(), options);
  if (!report.complete) return;
  if (report.damaged_files == 0) surroundings_.metrics.SetScrubbed(surroundings_.clock.WallNow());
  surroundings_.log.Log(ops::LogLevel::kInfo, "scrub_done",
                        {{"files", report.files}, {"damaged", report.damaged_files}});
}

bool Scrub::MayRead(uint64_t bytes) {
  surroundings_.metrics.CountScrubbedBytes(bytes);
  return stop_.WaitFor(absl::Seconds(1) * static_cast<double>(bytes) /
                       static_cast<double>(config_.bytes_per_second));
}

}  // namespace winnow::app
