// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_FAULTS_SERVING_SERVED_APP_H_
#define WINNOW_TESTS_FAULTS_SERVING_SERVED_APP_H_

#include <grpcpp/channel.h>

#include <future>
#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "server/app.h"
#include "storage/rocksdb_store.h"

namespace winnow::faults {

// The server within this process, over a socket, on a disk that the test holds.
class ServedApp {
 public:
  // Starts on `data_dir` and waits until it serves. Throws std::runtime_error when it does not.
  ServedApp(const std::string& data_dir, const storage::RocksdbTestbed& testbed);
  // Stops it where it still runs.
  ~ServedApp();
  ServedApp(const ServedApp&) = delete;
  ServedApp& operator=(const ServedApp&) = delete;

  std::shared_ptr<grpc::Channel> NewChannel() const;
  void Stop() { app_->Stop(); }
  // With what it ended; nothing when it serves on for so long.
  std::optional<app::ExitCode> EndWithin(absl::Duration limit) const;

 private:
  std::unique_ptr<app::App> app_;
  std::string listen_;
  std::shared_future<app::ExitCode> end_;
};

}  // namespace winnow::faults

#endif  // WINNOW_TESTS_FAULTS_SERVING_SERVED_APP_H_
