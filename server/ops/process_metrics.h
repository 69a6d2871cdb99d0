// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_OPS_PROCESS_METRICS_H_
#define WINNOW_SERVER_OPS_PROCESS_METRICS_H_

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace winnow::ops {

// The fields of /proc/PID/stat that the metrics need (proc(5)).
struct ProcStat {
  uint64_t cpu_ticks = 0;
  uint64_t start_ticks = 0;
  uint64_t virtual_bytes = 0;
  uint64_t resident_pages = 0;
};

// Reads the text of /proc/PID/stat; nothing when it is not one. The program's name in it may hold
// spaces and parentheses.
std::optional<ProcStat> ParseProcStat(absl::string_view text);

// process_cpu_seconds_total, process_resident_memory_bytes, process_virtual_memory_bytes,
// process_open_fds, process_max_fds and process_start_time_seconds of this process, read from /proc
// at each collection. What /proc does not tell is left out. Safe for use from any thread.
class ProcessMetrics final : public prometheus::Collectable {
 public:
  // `proc` is where the proc file system is mounted.
  explicit ProcessMetrics(std::string proc = "/proc") : proc_(std::move(proc)) {}

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const std::string proc_;
};

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_PROCESS_METRICS_H_
