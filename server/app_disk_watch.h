// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// DiskWatch: what the server does about a disk that runs full (storage.md E3).
#ifndef WINNOW_SERVER_APP_DISK_WATCH_H_
#define WINNOW_SERVER_APP_DISK_WATCH_H_

#include <cstdint>
#include <string>

#include "server/config.h"
#include "server/ops/log.h"
#include "server/ops/storage_metrics.h"
#include "server/shard/admission.h"
#include "storage/ballast.h"
#include "storage/disk_gate.h"
#include "storage/maintenance.h"

namespace winnow::app {

// The room of a disk with `free_bytes` free, that had `now` before. It comes back only with a
// quarter of the low-water mark to spare, and from the reserve only when the ballast fits in beside
// that. Pure.
shard::Room NextRoom(shard::Room now, uint64_t free_bytes, const DiskConfig& marks);

// Holds the ballast of a data folder and says which changes are let in. What looks is one thread at
// a time; the rest is thread-safe.
class DiskWatch {
 public:
  struct Options {
    std::string dir;
    DiskConfig marks;
    storage::DiskGate* gate = nullptr;
  };

  DiskWatch(const Options& options, ops::StorageMetrics& metrics, ops::Logger& log);

  // For the engine's open, which adopts it.
  storage::Ballast& ballast() { return ballast_; }
  const shard::Admission& admission() const { return admission_; }

  // Acts on how the engine is doing: closes or opens the admission, gives the ballast up or makes
  // it, and tells the log of each change. Due every second.
  void Look(const storage::EngineState& state);

  // How the disk stands, for people.
  std::string Describe(const storage::EngineState& state) const;

 private:
  void SetRoom(shard::Room next, uint64_t free_bytes);
  void SetWriteStopped(bool stopped);
  void MakeBallast();
  void ReleaseBallast();

  const DiskConfig marks_;
  ops::Logger& log_;
  storage::Ballast ballast_;
  shard::Admission admission_;
  bool ballast_failed_ = false;
};

}  // namespace winnow::app

#endif  // WINNOW_SERVER_APP_DISK_WATCH_H_
