// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_OPS_STORAGE_METRICS_H_
#define WINNOW_SERVER_OPS_STORAGE_METRICS_H_

#include <prometheus/registry.h>

#include <atomic>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/ops/bounded_family.h"

namespace winnow::ops {

// How the storage engine fares (operations.md O2). Safe for use from any thread; call once per
// commit.
class StorageMetrics {
 public:
  explicit StorageMetrics(prometheus::Registry& registry);

  // A group commit: how long it took and how it ended ("COMMITTED", "FENCED", ...).
  void ObserveCommit(absl::Duration duration, absl::string_view outcome);
  // Errors of the engine's own work (flush, compaction) since it was opened; never fewer than
  // before.
  void SetBackgroundErrors(uint64_t total);
  // A backup by how it ended ("made", "failed").
  void CountBackup(absl::string_view result);
  // What the scrub read; a table file that it found damaged; when a pass found all files whole.
  void CountScrubbedBytes(uint64_t bytes);
  void CountDamagedFile();
  void SetScrubbed(absl::Time time);
  // Bytes of live rows, as the engine estimates them.
  void SetLiveBytes(uint64_t bytes);
  // Whether the engine refuses writes.
  void SetWriteStopped(bool stopped);
  // Bytes that are free on the data folder's file system.
  void SetDiskFreeBytes(uint64_t bytes);
  // Bytes of it that the server has set aside.
  void SetBallastBytes(uint64_t bytes);
  // A change that was refused for the state of the storage ("disk_low", "disk_reserve",
  // "writes_stopped").
  void CountRefusal(absl::string_view reason);

 private:
  prometheus::Histogram& commits_;
  BoundedCounters outcomes_;
  prometheus::Counter& background_errors_;
  std::atomic<uint64_t> counted_background_errors_ = 0;
  BoundedCounters backups_;
  prometheus::Counter& scrubbed_bytes_;
  prometheus::Counter& damaged_files_;
  prometheus::Gauge& scrubbed_;
  prometheus::Gauge& live_bytes_;
  prometheus::Gauge& write_stopped_;
  prometheus::Gauge& disk_free_bytes_;
  prometheus::Gauge& ballast_bytes_;
  BoundedCounters refusals_;
};

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_STORAGE_METRICS_H_
