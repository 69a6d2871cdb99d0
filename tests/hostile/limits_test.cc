// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What an operator limits, and the watchdog, on a real server (server/rpc/README.md).
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/exit_codes.h"
#include "server/ops/clock.h"
#include "tests/e2e/desk.h"
#include "tests/hostile/h2_frames.h"
#include "tests/hostile/raw_peer.h"
#include "tests/server/rpc/rich_status.h"
#include "tests/testing/test_server.h"

namespace winnow::hostile {
namespace {

using ::testing::HasSubstr;

testing::TestServer::Options WithLimits(const std::string& limits) {
  testing::TestServer::Options options;
  options.config = absl::StrCat("limits: {", limits, "}\n");
  return options;
}

// The file `descriptor` of another process, shared with it, or -1.
int FileOf(pid_t pid, int descriptor) {
  const auto process = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  const auto file = static_cast<int>(syscall(SYS_pidfd_getfd, process, descriptor, 0));
  close(process);
  return file;
}

// Makes the listening sockets of a process deaf, as if their thread had died. How many there were.
int ShutListeners(pid_t pid) {
  int shut = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(absl::StrCat("/proc/", pid, "/fd"))) {
    const int file = FileOf(pid, std::stoi(entry.path().filename()));
    int listens = 0;
    socklen_t size = sizeof(listens);
    if (getsockopt(file, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens == 1) {
      shut += shutdown(file, SHUT_RDWR) == 0 ? 1 : 0;
    }
    close(file);
  }
  return shut;
}

TEST(Watchdog, EndsAServerWhoseListenerIsDead) {
  testing::TestServer server(WithLimits("watchdog_period: 200ms, watchdog_failures: 3"));
  ASSERT_GT(ShutListeners(server.pid()), 0);
  const testing::ProcessEnd end = server.Wait();
  EXPECT_EQ(end.code, app::kExitNotAnswering);
  EXPECT_THAT(end.errors, HasSubstr("listener_dead"));
  // Started again it serves.
  server.Start();
  testing::Desk(server.NewChannel()).SetUpQueue();
}

TEST(Watchdog, TakesAFullHouseForAlive) {
  testing::TestServer server(
      WithLimits("max_connections: 10, watchdog_period: 100ms, watchdog_failures: 3"));
  std::vector<RawPeer> peers;
  // A probe may have had the place first.
  for (int i = 0; i < 600 && peers.size() < 10; ++i) {
    peers.emplace_back(server.listen());
    peers.back().Send(Hello());
    if (peers.back().Receive(absl::Seconds(5)).empty()) peers.pop_back();
  }
  ASSERT_EQ(peers.size(), 10u);
  ops::SystemClock clock;
  // Until ten probes found no room.
  double refused = 0;
  for (int i = 0; i < 600 && refused < 10; ++i) {
    const std::string metrics = server.Get("/metrics");
    const size_t at = metrics.find("winnow_connections_refused_total{reason=\"full\"} ");
    if (at != std::string::npos) refused = std::stod(metrics.substr(metrics.find("} ", at) + 2));
    clock.WaitFor(absl::Milliseconds(50));
  }
  EXPECT_GE(refused, 10);
  EXPECT_THAT(server.Get("/readyz"), HasSubstr("HTTP/1.1 200"));
  peers.clear();
  // Their places are free a moment later.
  const auto channel = server.NewChannel();
  ASSERT_TRUE(channel->WaitForConnected(absl::ToChronoTime(clock.WallNow() + absl::Minutes(1))));
  testing::Desk(channel).SetUpQueue();
  EXPECT_EQ(server.Stop().code, app::kExitOk);
}

// A server with TLS whose clients need a certificate, or not.
testing::TestServer::Options WithTls(const testing::TempDir& folder, bool require) {
  testing::TestServer::Options options = WithLimits("watchdog_period: 100ms");
  absl::StrAppend(&options.config, "access:\n  policy_file: ", WINNOW_SOURCE_DIR,
                  "/tests/data/access.yaml\ntls:\n  certificate_file: ", folder.Join("server.crt"),
                  "\n  key_file: ", folder.Join("server.key"),
                  "\n  client_ca_file: ", folder.Join("ca.crt"),
                  "\n  require_client_certificate: ", require ? "true" : "false", "\n");
  return options;
}

TEST(Watchdog, IsAnsweredByAServerWithTls) {
  const testing::TempDir folder;
  const std::string script = WINNOW_SOURCE_DIR "/tests/testing/make_certs.sh";
  testing::TestProcess certificates({script, folder.Join("")}, folder.Join("log"));
  ASSERT_EQ(certificates.Wait().code, 0);
  for (const bool require : {false, true}) {
    testing::TestServer server(WithTls(folder, require));
    ops::SystemClock clock;
    for (int i = 0; i < 600; ++i) {
      if (server.Get("/metrics").find("winnow_listener_probe_seconds_count 5") !=
          std::string::npos) {
        break;
      }
      clock.WaitFor(absl::Milliseconds(20));
    }
    EXPECT_THAT(server.Get("/metrics"), HasSubstr("winnow_listener_probe_failures_total 0"));
    EXPECT_EQ(server.Stop().code, app::kExitOk);
  }
}

TEST(RateLimits, HoldForAnIdentityOverAllItsConnections) {
  testing::TestServer server(WithLimits("max_calls_per_second: 20"));
  const ops::SystemClock clock;
  const absl::Duration start = clock.SteadyNow();
  int taken = 0;
  std::vector<rpc::RichStatus> refusals;
  for (int i = 0; i < 10; ++i) {
    testing::Desk desk(server.NewChannel());
    for (int call = 0; call < 50; ++call) {
      v1::CandidateStatus candidate;
      const grpc::Status status = desk.GetCandidate("c1", &candidate);
      if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) {
        refusals.push_back(rpc::Unpack(status));
      } else {
        ++taken;
      }
    }
  }
  const double seconds = absl::ToDoubleSeconds(clock.SteadyNow() - start);
  EXPECT_GE(taken, 40);
  EXPECT_LE(taken, 20 * (2 + seconds) + 1);
  ASSERT_FALSE(refusals.empty());
  EXPECT_EQ(refusals[0].reason, "RATE_LIMITED");
  EXPECT_TRUE(refusals[0].retry_seconds.has_value());
}

TEST(RateLimits, HoldForBytesOfUnaryCalls) {
  testing::TestServer server(WithLimits("max_bytes_per_second: 100KiB"));
  testing::Desk desk(server.NewChannel());
  desk.SetUpQueue();
  // Some 60 KB each: the first two seconds' worth and one more are taken at once.
  int taken = 0;
  grpc::Status status;
  while (taken < 100 && (status = desk.Upsert({0, 500})).ok()) ++taken;
  EXPECT_GE(taken, 1);
  EXPECT_LT(taken, 20);
  EXPECT_EQ(rpc::Unpack(status).reason, "RATE_LIMITED");
}

TEST(Listening, NobodyElseTakesThePortOfAServer) {
  testing::TestServer server;
  const testing::ProcessEnd second = testing::RunWinnowd(
      server.folder(),
      {"--data-dir", server.folder().Join("other"), "--listen", server.listen(), "--admin-listen",
       "127.0.0.1:0", "--config",
       testing::WriteFile(
           server.folder(), "second.yaml",
           absl::StrCat("plaintext_loopback: true\naccess: {policy_file: ", WINNOW_SOURCE_DIR,
                        "/tests/data/access.yaml}\n"
                        "disk: {low_water_bytes: 0, reserve_bytes: 0}\n"))});
  EXPECT_EQ(second.code, app::kExitCannotStart);
}

}  // namespace
}  // namespace winnow::hostile
