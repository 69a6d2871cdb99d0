// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Siege: a server with a client that keeps calling it, while hostile peers do what they can.
#ifndef WINNOW_TESTS_HOSTILE_SIEGE_H_
#define WINNOW_TESTS_HOSTILE_SIEGE_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "absl/time/time.h"
#include "tests/e2e/desk.h"
#include "tests/testing/test_server.h"

namespace winnow::hostile {

// More than this is never resident in a server under siege: twice its ResourceQuota, of which gRPC
// keeps account, and what the rest of the server takes.
inline constexpr double kMemoryCapMb = 640;

// Most memory that the process has had resident, in MB.
double PeakMemoryMb(pid_t pid);

class Siege {
 public:
  // Starts a server that holds 1,000 candidates.
  explicit Siege(testing::TestServer::Options options = {});

  testing::TestServer& server() { return server_; }

  // Runs `attack` while another client, connected before, makes calls of a labeler, one after the
  // other. Expects that the server lived, answered each of them, stayed under its memory cap and
  // takes new connections within `recovery`. Publishes figures under "hostile_" + `name`.
  void Survive(const std::string& name, const std::function<void()>& attack,
               absl::Duration recovery = absl::Seconds(10));

 private:
  void Witness();
  // How long until a client with a new connection is served; `patience` when it is not.
  absl::Duration TimeToNewClient(absl::Duration patience);

  testing::TestServer server_;
  testing::Desk desk_;
  std::atomic<bool> over_ = false;
  std::atomic<int> served_ = 0;
  std::atomic<int> failed_ = 0;
  std::string failure_;
};

}  // namespace winnow::hostile

#endif  // WINNOW_TESTS_HOSTILE_SIEGE_H_
