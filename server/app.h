// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// App: winnowd as a whole. Puts the parts together, in the order in which they need each other, and
// takes them apart again.
#ifndef WINNOW_SERVER_APP_H_
#define WINNOW_SERVER_APP_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/app_access.h"
#include "server/app_stop.h"
#include "server/app_storage.h"
#include "server/config.h"
#include "server/exit_codes.h"
#include "server/ops/admin_endpoint.h"
#include "server/ops/clock.h"
#include "server/ops/entropy.h"
#include "server/ops/log.h"
#include "server/ops/metrics.h"
#include "server/rpc/access_guard.h"
#include "server/rpc/call_environment.h"
#include "server/rpc/call_queue.h"
#include "server/rpc/open_calls.h"
#include "server/rpc/rate_limits.h"
#include "server/rpc/server.h"
#include "storage/rocksdb_store.h"

namespace winnow::app {

struct AppOptions {
  Config config;
  bool accept_loss = false;
  bool accept_clock = false;
  storage::RocksdbTestbed testbed = {};  // of tests
  std::string version;
  std::string revision;
  // Told the addresses, once, when the server is ready:
  // {"listen":"127.0.0.1:50051","admin":"127.0.0.1:9464"}.
  std::function<void(const std::string& line)> on_ready;
};

// One run of the server. The thread that calls Run is the one that waits; Stop may be called from
// any other.
class App {
 public:
  explicit App(AppOptions options);
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  // Serves until Stop, until the storage fails (a commit, or the engine's own work), or until the
  // listener does not answer. Health and
  // /readyz say NOT_SERVING while the state is loaded and from the wish to stop on; calls that are
  // open then get limits.drain_deadline to end. Called once.
  ExitCode Run();

  // The wish to stop. Never blocks.
  void Stop() { stop_.Ask(StopCause::kAsked); }

  // Looks at once whether the files of access control have changed.
  void Reload() { access_files_.Watch({clock_, log_, metrics_.access()}); }

 private:
  // Opens the ports; nothing is served yet.
  absl::Status OpenPorts();
  absl::Status OpenStorage();
  void Serve();
  void Drain(StopCause cause);
  // Closes what is open, in the reverse order of the opening.
  void Close();
  ExitCode CannotStart(const absl::Status& status);
  // Calls the listener as clients do.
  absl::Status CallListener();
  [[noreturn]] void EndWithoutOrder();

  std::string MetricsText();
  std::string StatusHtml();
  absl::Status Readiness() const;

  const AppOptions options_;
  ops::SystemClock clock_;
  ops::SystemEntropy entropy_;
  ops::Logger log_;
  ops::Metrics metrics_;
  const absl::Duration start_;
  StopRequest stop_;
  rpc::OpenCalls open_calls_;
  rpc::AccessGuard access_;
  const std::shared_ptr<rpc::CertificateStore> certificates_ =
      std::make_shared<rpc::CertificateStore>();
  AccessFiles access_files_;
  rpc::CallQueue queue_;
  rpc::RateLimits rates_;
  rpc::HeldRefusals refusals_;
  rpc::CallEnvironment calls_;
  // Verbs may answer calls until the storage is closed, so the server goes after it.
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<Storage> storage_;
  std::unique_ptr<ops::AdminEndpoint> admin_;
};

}  // namespace winnow::app

#endif  // WINNOW_SERVER_APP_H_
