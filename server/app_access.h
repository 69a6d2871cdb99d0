// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// AccessFiles: the files that say who may call, read at the start and again when they change.
#ifndef WINNOW_SERVER_APP_ACCESS_H_
#define WINNOW_SERVER_APP_ACCESS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/config.h"
#include "server/guarded_file.h"
#include "server/ops/access_metrics.h"
#include "server/ops/clock.h"
#include "server/ops/log.h"
#include "server/ops/mutex.h"
#include "server/rpc/access_guard.h"
#include "server/rpc/tls_credentials.h"

namespace winnow::app {

// Everything that would keep a server from serving under `config`: where it listens, and the files
// of access control. INVALID_ARGUMENT with one problem per line, all at once.
absl::Status CheckAccess(const Config& config, const ops::Clock& clock);

// Where what the files say is put in force. All outlive the files.
struct AccessTargets {
  rpc::AccessGuard& guard;
  rpc::CertificateStore& certificates;
};

// Whom each change is told, and by what time certificates are judged.
struct AccessWitnesses {
  const ops::Clock& clock;
  ops::Logger& log;
  ops::AccessMetrics& metrics;
};

// Thread-safe.
class AccessFiles {
 public:
  AccessFiles(const Config& config, const AccessTargets& targets);

  // Takes all files. INVALID_ARGUMENT with the problems of all of them.
  absl::Status Load(const ops::Clock& clock) WINNOW_EXCLUDES(mutex_);

  // Takes the files whose text has changed. What cannot be taken leaves in force what was taken
  // before, and is told once.
  void Watch(const AccessWitnesses& witnesses) WINNOW_EXCLUDES(mutex_);

 private:
  struct File {
    std::string path;
    Guard guard;
  };
  using Texts = std::vector<std::string>;
  // Files that are taken together.
  struct Source {
    // In metrics and the log.
    const char* name;
    std::vector<File> files;
    // Validates the texts, and puts them in force.
    std::function<absl::Status(const Texts& texts, absl::Time now)> take;
    // What was read last, or why nothing was.
    absl::StatusOr<Texts> seen = Texts();
  };

  static Source PolicyOf(const AccessConfig& config, rpc::AccessGuard& guard);
  static Source TokensOf(const AccessConfig& config, rpc::AccessGuard& guard);
  static Source CertificatesOf(const TlsConfig& config, rpc::CertificateStore& certificates);
  static absl::StatusOr<Texts> Read(const Source& source);

  ops::Mutex mutex_;
  std::vector<Source> sources_ WINNOW_GUARDED_BY(mutex_);
};

}  // namespace winnow::app

#endif  // WINNOW_SERVER_APP_ACCESS_H_
