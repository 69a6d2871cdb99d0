// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Peers that speak HTTP/2 to do harm.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/hostile/h2_frames.h"
#include "tests/hostile/raw_peer.h"
#include "tests/hostile/siege.h"
#include "tests/testing/long_form.h"
#include "tests/testing/seed.h"

namespace winnow::hostile {
namespace {

constexpr char kMethod[] = "winnow.v1.ReviewService/RequestBatch";

// Sends `count` of what `make` makes, many at a time, over new connections where the server closes
// one; reads what comes back.
template <typename Make>
void Flood(const std::string& address, int count, Make make) {
  uint32_t sent = 0;
  for (int connections = 0; sent < static_cast<uint32_t>(count) && connections < count;
       ++connections) {
    RawPeer peer(address);
    peer.Send(Hello());
    bool is_open = true;
    for (uint32_t on_this = 0; is_open && sent < static_cast<uint32_t>(count);) {
      std::string frames;
      for (int i = 0; i < 200; ++i, ++sent, ++on_this) frames += make(2 * on_this + 1);
      is_open = peer.Send(frames);
      while (!peer.Receive().empty()) {
      }
    }
  }
}

int Count(int in_long, int in_short) { return testing::LongForm() ? in_long : in_short; }

TEST(Frames, RapidResetsDoNotPileUp) {
  Siege siege;
  const std::string block = CallBlock(kMethod);
  siege.Survive("rapid_reset", [&] {
    Flood(siege.server().listen(), Count(200000, 40000), [&](uint32_t stream) {
      return absl::StrCat(Frame({kHeaders, kEndHeaders, stream}, block),
                          Frame({kRstStream, 0, stream}, Be32(8)));
    });
  });
}

// The request is whole before the reset, so that its work is there to be done.
TEST(Frames, ResetsOfWholeCallsDoNotPileUp) {
  Siege siege;
  siege.Survive("whole_call_reset", [&] {
    Flood(siege.server().listen(), Count(100000, 10000), [&](uint32_t stream) {
      return absl::StrCat(Call(stream, kMethod, ""), Frame({kRstStream, 0, stream}, Be32(8)));
    });
  });
}

TEST(Frames, PingsAndSettingsThatNobodyReadTheAnswersOf) {
  Siege siege;
  siege.Survive("ping_settings_flood", [&] {
    for (const std::string& frame :
         {Frame({kPing}, std::string(8, 'p')), Frame({kSettings}, ""),
          Frame({kSettings}, absl::StrCat(std::string({0, 4}), Be32(100)))}) {
      RawPeer peer(siege.server().listen());
      peer.Send(Hello());
      std::string many;
      for (int i = 0; i < 1000; ++i) many += frame;
      for (int i = 0; i < Count(1000, 100); ++i) {
        if (!peer.Send(many, absl::Seconds(1))) break;
      }
    }
  });
}

TEST(Frames, AHeaderBombOfContinuationsEnds) {
  Siege siege;
  const std::string part = Header("x-bomb", std::string(16000, 'b'));
  siege.Survive("continuation_flood", [&] {
    for (int connection = 0; connection < Count(20, 4); ++connection) {
      RawPeer peer(siege.server().listen());
      peer.Send(Hello());
      peer.Send(Frame({kHeaders, 0, 1}, CallBlock(kMethod)));
      // Never its last: 64 MB or until the server has enough.
      for (int i = 0; i < 4000; ++i) {
        if (!peer.Send(Frame({kContinuation, 0, 1}, part), absl::Seconds(1))) break;
        peer.Receive();
      }
    }
  });
}

// A kilobyte on the wire names megabytes: one large entry of the dynamic table, again and again.
TEST(Frames, AHeaderBombOfReferencesEnds) {
  Siege siege;
  // Literal with incremental indexing; afterwards it is entry 62.
  const std::string entry = "\x40" + Header("x-bomb", std::string(3900, 'b')).substr(1);
  const std::string references(16000, static_cast<char>(0x80 | 62));
  siege.Survive("hpack_bomb", [&] {
    RawPeer peer(siege.server().listen());
    peer.Send(Hello());
    for (int i = 0; i < Count(200, 20); ++i) {
      const uint32_t stream = 2 * static_cast<uint32_t>(i) + 1;
      const std::string start = i == 0 ? CallBlock(kMethod) + entry : CallBlock(kMethod);
      if (!peer.Send(Frame({kHeaders, 0, stream}, start))) break;
      if (!peer.Send(Frame({kContinuation, kEndHeaders, stream}, references))) break;
      peer.Receive();
    }
  });
}

TEST(Frames, GarbageIsRefused) {
  Siege siege;
  const uint32_t seed = testing::Seed();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  siege.Survive("garbage", [&] {
    for (int i = 0; i < Count(2000, 200); ++i) {
      std::string bytes(1 + random() % 5000, '\0');
      std::ranges::generate(bytes, [&] { return static_cast<char>(random()); });
      RawPeer peer(siege.server().listen());
      // Some of it after a greeting, as frames and as gRPC messages.
      if (i % 4 == 1) peer.Send(Hello());
      if (i % 4 == 2) bytes = absl::StrCat(Hello(), Call(1, kMethod, bytes));
      if (i % 4 == 3) {
        bytes = absl::StrCat(Hello(), Frame({static_cast<FrameType>(random() % 12),
                                             static_cast<uint8_t>(random()), 1},
                                            bytes));
      }
      peer.Send(bytes);
      peer.Receive(absl::Milliseconds(1));
    }
    RawPeer web(siege.server().listen());
    web.Send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_TRUE(web.IsClosedWithin(absl::Seconds(10)));
  });
}

}  // namespace
}  // namespace winnow::hostile
