// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Peers that hold connections.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/ops/clock.h"
#include "tests/hostile/h2_frames.h"
#include "tests/hostile/raw_peer.h"
#include "tests/hostile/siege.h"
#include "tests/testing/long_form.h"

namespace winnow::hostile {
namespace {

testing::TestServer::Options WithFiles(int files, const std::string& limits) {
  testing::TestServer::Options options;
  options.config = absl::StrCat("limits: {", limits, "}\n");
  options.launcher = {"/usr/bin/prlimit", absl::StrCat("--nofile=", files, ":", files)};
  return options;
}

std::vector<RawPeer> Connect(const std::string& address, int count) {
  RaiseFileLimit();
  std::vector<RawPeer> peers;
  for (int i = 0; i < count; ++i) peers.emplace_back(address);
  return peers;
}

// gRPC's own listener never accepts again after this (operations.md O1).
TEST(Connections, ThreeHundredIdleSocketsDoNotUseUp256Files) {
  Siege siege(WithFiles(256, "handshake_timeout: 1s"));
  std::vector<RawPeer> peers;
  siege.Survive("idle_sockets", [&] { peers = Connect(siege.server().listen(), 300); });
}

TEST(Connections, ThreeHundredIdleClientsAreLetGo) {
  Siege siege(WithFiles(256, "connection_idle: 1s"));
  std::vector<RawPeer> peers;
  siege.Survive("idle_clients", [&] {
    peers = Connect(siege.server().listen(), 300);
    for (RawPeer& peer : peers) peer.Send(Hello());
  });
}

// Each starts the handshake and never ends it.
TEST(Connections, SlowPrefacesTimeOut) {
  Siege siege(WithFiles(512, "handshake_timeout: 1s"));
  siege.Survive("slow_preface", [&] {
    std::vector<RawPeer> peers = Connect(siege.server().listen(), 200);
    ops::SystemClock clock;
    const std::string hello = Hello();
    for (size_t at = 0; at < 20; ++at) {
      for (RawPeer& peer : peers) peer.Send(hello.substr(at, 1));
      clock.WaitFor(absl::Milliseconds(100));
    }
    for (RawPeer& peer : peers) EXPECT_TRUE(peer.IsClosedWithin(absl::Seconds(5)));
  });
}

TEST(Connections, ComeAndGoAllTheTime) {
  Siege siege;
  const int rounds = testing::LongForm() ? 20000 : 2000;
  siege.Survive("connection_storm", [&] {
    for (int i = 0; i < rounds; ++i) {
      RawPeer peer(siege.server().listen());
      if (i % 2 == 0) peer.Send(Hello());
    }
  });
}

}  // namespace
}  // namespace winnow::hostile
