// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// AccessFiles: the files that say who may call, read at the start and again when they change.
#ifndef WINNOW_SERVER_APP_ACCESS_H_
#define WINNOW_SERVER_APP_ACCESS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "server/config.h"
#include "server/guarded_file.h"
#include "server/ops/access_metrics.h"
#include "server/ops/log.h"
#include "server/ops/mutex.h"
#include "server/rpc/access_guard.h"

namespace winnow::app {

// Everything that would keep a server from serving under `config`: where it listens, and the files
// of access control. INVALID_ARGUMENT with one problem per line, all at once.
absl::Status CheckAccess(const Config& config);

// Whom the start and each change of a file are told.
struct AccessWitnesses {
  ops::Logger& log;
  ops::AccessMetrics& metrics;
};

// Thread-safe.
class AccessFiles {
 public:
  // The guard outlives the files.
  AccessFiles(const AccessConfig& config, rpc::AccessGuard& guard);

  // Takes all files. INVALID_ARGUMENT with the problems of all of them.
  absl::Status Load() WINNOW_EXCLUDES(mutex_);

  // Takes the files whose text has changed. One that cannot be taken leaves in force what was taken
  // before, and is told once.
  void Watch(const AccessWitnesses& witnesses) WINNOW_EXCLUDES(mutex_);

 private:
  struct File {
    // In metrics and the log.
    const char* name;
    std::string path;
    Guard guard;
    // Validates the text, and puts it in force.
    std::function<absl::Status(const std::string& text)> take;
    // What was read last, or why nothing was.
    absl::StatusOr<std::string> seen = std::string();
  };

  ops::Mutex mutex_;
  std::vector<File> files_ WINNOW_GUARDED_BY(mutex_);
};

}  // namespace winnow::app

#endif  // WINNOW_SERVER_APP_ACCESS_H_
