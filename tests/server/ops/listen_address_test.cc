// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/listen_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace winnow::ops {
namespace {

using ::testing::HasSubstr;

struct Good {
  const char* text;
  ListenAddress address;
  const char* canonical;
};

TEST(ListenAddress, ReadsEveryFormAndWritesItBack) {
  const Good goods[] = {
      {"127.0.0.1:50051", {.host = "127.0.0.1", .port = 50051}, "127.0.0.1:50051"},
      {"127.9.8.7:0", {.host = "127.9.8.7", .port = 0}, "127.9.8.7:0"},
      {"localhost:65535", {.host = "127.0.0.1", .port = 65535}, "127.0.0.1:65535"},
      {"[::1]:1", {.host = "::1", .port = 1}, "[::1]:1"},
      {"0.0.0.0:1", {.host = "0.0.0.0", .port = 1}, "0.0.0.0:1"},
      {"[2001:DB8:0:0::1]:7", {.host = "2001:db8::1", .port = 7}, "[2001:db8::1]:7"},
      {"unix:/run/winnow/grpc.sock",
       {.unix_path = "/run/winnow/grpc.sock"},
       "unix:/run/winnow/grpc.sock"},
  };
  for (const Good& good : goods) {
    const absl::StatusOr<ListenAddress> address = ParseListenAddress(good.text);
    ASSERT_TRUE(address.ok()) << good.text << ": " << address.status();
    EXPECT_EQ(*address, good.address);
    EXPECT_EQ(address->ToString(), good.canonical);
    EXPECT_EQ(*ParseListenAddress(address->ToString()), *address);
  }
}

TEST(ListenAddress, RefusesWhatIsNoAddress) {
  for (const char* text : {"",
                           ":",
                           "50051",
                           "127.0.0.1",
                           "127.0.0.1:",
                           "127.0.0.1:x",
                           "127.0.0.1:-1",
                           "127.0.0.1:+1",
                           "127.0.0.1: 1",
                           "127.0.0.1:65536",
                           "127.0.0.1:4294967297",
                           "127.0.0.1:1:2",
                           ":1",
                           "*:1",
                           "[::1:1",
                           "::1]:1",
                           "::1:1",
                           "::1",
                           "[::1]",
                           "127.1:1",
                           "127.0.0.1.example.com:1",
                           "example.com:1",
                           "LOCALHOST:1",
                           "http://127.0.0.1:1",
                           "unix:",
                           "unix:/",
                           "unix:relative",
                           " 127.0.0.1:1"}) {
    const absl::StatusOr<ListenAddress> address = ParseListenAddress(text);
    EXPECT_EQ(address.status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(address.status().message()), HasSubstr("127.0.0.1:PORT")) << text;
  }
}

TEST(ListenAddress, KnowsWhatOnlyThisMachineReaches) {
  for (const char* text : {"127.0.0.1:1", "127.9.8.7:1", "localhost:1", "[::1]:1", "unix:/a"}) {
    EXPECT_TRUE(ParseListenAddress(text)->is_local()) << text;
  }
  for (const char* text :
       {"0.0.0.0:1", "128.0.0.1:1", "10.0.0.1:1", "[::]:1", "[::ffff:127.0.0.1]:1", "[fe80::1]:1"}) {
    EXPECT_FALSE(ParseListenAddress(text)->is_local()) << text;
  }
}

TEST(ListenAddress, BoundsTheLengthOfAUnixPath) {
  const std::string longest = "unix:/" + std::string(106, 'x');
  EXPECT_TRUE(ParseListenAddress(longest).ok());
  EXPECT_FALSE(ParseListenAddress(longest + "x").ok());
  EXPECT_FALSE(ParseListenAddress(std::string("unix:/a\0b", 9)).ok());
}

}  // namespace
}  // namespace winnow::ops
