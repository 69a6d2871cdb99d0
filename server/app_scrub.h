// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The scrub that a server makes of its data folder, a little at a time.
#ifndef WINNOW_SERVER_APP_SCRUB_H_
#define WINNOW_SERVER_APP_SCRUB_H_

#include <cstdint>
#include <optional>

#include "absl/time/time.h"
#include "server/config.h"
#include "server/ops/clock.h"
#include "server/ops/entropy.h"
#include "server/ops/log.h"
#include "server/ops/metrics.h"
#include "server/ops/stop_flag.h"
#include "storage/rocksdb_engine.h"

namespace winnow::app {

// Reads all table files once per interval, at a pace that leaves the disk to the callers, and tells
// log and metrics what is damaged. Damage ends nothing: what it hit is refused when it is read.
class Scrub {
 public:
  struct Surroundings {
    ops::Clock& clock;
    ops::Entropy& entropy;
    ops::StorageMetrics& metrics;
    ops::Logger& log;
  };
  Scrub(const storage::RocksdbEngine& engine, const ScrubConfig& config,
        const Surroundings& surroundings)
      : engine_(engine), config_(config), surroundings_(surroundings) {}

  // Makes a pass when the last one of this life of the server began an interval ago, or there was
  // none. Blocks for all of the pass; one call at a time.
  void RunIfDue();
  // Cuts the pass that runs short, and every later one. From any thread; never blocks.
  void Stop() { stop_.Set(); }

 private:
  bool MayRead(uint64_t bytes);

  const storage::RocksdbEngine& engine_;
  const ScrubConfig config_;
  const Surroundings surroundings_;
  ops::StopFlag stop_;
  std::optional<absl::Duration> begun_;
};

}  // namespace winnow::app

#endif  // WINNOW_SERVER_APP_SCRUB_H_
