// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The clock of a real winnowd jumps by years and days under load, and at a restart (storage.md E4).
// libfaketime stands between the server and its wall clock; the steady clock is the machine's.
#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "server/ops/clock.h"
#include "tests/faults/history/cast.h"
#include "tests/testing/seed.h"

namespace winnow::testing {
namespace {

constexpr char kLibraries[] = "/usr/lib/x86_64-linux-gnu/";
constexpr char kExpiringQueue[] = "queues/expiring";
constexpr int kExpiring = 20;
constexpr absl::Duration kDay = absl::Hours(24);
constexpr absl::Duration kYear = absl::Hours(24 * 365);

// How far the server's wall clock is off.
class FakedClock {
 public:
  FakedClock() { Write(absl::ZeroDuration()); }

  static bool Exists() { return std::filesystem::exists(Library("faketime/libfaketimeMT.so.1")); }

  // Returns when `server` sees it. libfaketime reads the file once a second, and may miss a change
  // that several threads see at once: then another one has to follow.
  void Set(absl::Duration offset, const TestServer& server) {
    const double end = SteadySeconds() + 60;
    for (; SteadySeconds() < end; offset += absl::Seconds(1)) {
      Write(offset);
      for (const double next = SteadySeconds() + 3; SteadySeconds() < next;) {
        const absl::Time wall = ops::SystemClock().WallNow() + offset;
        if (server.Get("/statusz").find(Day(wall)) != std::string::npos) return;
      }
    }
    ADD_FAILURE() << "the server does not see the clock";
  }

  TestServer::Options Options() const {
    // The C library's allocator stands in front of jemalloc, which asks for the time while
    // libfaketime is not ready to tell.
    return {.launcher = {"/usr/bin/env",
                         "LD_PRELOAD=" + Library("faketime/libfaketimeMT.so.1") + " " +
                             Library("libstdc++.so.6") + " " + Library("libc.so.6"),
                         "FAKETIME_TIMESTAMP_FILE=" + folder_.Join("offset"), "FAKETIME_NO_CACHE=1",
                         "FAKETIME_DONT_FAKE_MONOTONIC=1"}};
  }

 private:
  static std::string Library(const std::string& name) { return kLibraries + name; }
  static std::string Day(absl::Time time) {
    return absl::FormatTime("%Y-%m-%d ", time, absl::UTCTimeZone());
  }
  // Seen in full or not at all.
  void Write(absl::Duration offset) {
    const std::string next =
        WriteFile(folder_, "next", absl::StrFormat("%+d\n", absl::ToInt64Seconds(offset)));
    std::filesystem::rename(next, folder_.Join("offset"));
  }

  TempDir folder_;
};

// A queue beside the players' one, whose candidates are kept for two years.
class ExpiringQueue {
 public:
  explicit ExpiringQueue(Stage& stage) : stage_(stage) {
    Desk desk(stage.server().NewChannel());
    {
      v1::CreateQueueRequest request;
      v1::CreateQueueResponse response;
      grpc::ClientContext context;
      request.mutable_queue()->set_name(kExpiringQueue);
      request.set_policy("policies/open@1");
      Check(desk.policy().CreateQueue(&context, request, &response), "CreateQueue");
    }
    v1::BatchUpsertCandidatesRequest request;
    v1::BatchUpsertCandidatesResponse response;
    grpc::ClientContext context;
    request.set_queue(kExpiringQueue);
    const absl::Time end = ops::SystemClock().WallNow() + absl::Hours(24 * 730);
    for (int i = 0; i < kExpiring; ++i) {
      *request.add_candidates() = MakeCandidate(static_cast<uint64_t>(i));
      request.mutable_candidates(i)->mutable_retain_until()->set_seconds(absl::ToUnixSeconds(end));
    }
    Check(desk.ingest().BatchUpsertCandidates(&context, request, &response), "Upsert");
  }

  // Candidates that could be drawn now.
  int Drawable() {
    Desk desk(stage_.server().NewChannel());
    v1::RequestBatchRequest request;
    v1::RequestBatchResponse response;
    grpc::ClientContext context;
    request.set_queue(kExpiringQueue);
    request.set_labeler("team");
    request.set_max_items(100);
    request.set_validate_only(true);
    Check(desk.review().RequestBatch(&context, request, &response), "RequestBatch");
    return response.items_size();
  }

 private:
  Stage& stage_;
};

bool SaysDoubt(Stage& stage) {
  return stage.server().Get("/statusz").find("The wall clock is") != std::string::npos;
}

// The gauge follows within a second.
void ExpectGauge(Stage& stage, const std::string& line) {
  const double end = SteadySeconds() + 60;
  while (stage.server().Get("/metrics").find("\n" + line + "\n") == std::string::npos)
    ASSERT_LT(SteadySeconds(), end) << line;
}

TEST(Faketime, JumpsUnderLoadLeaveAHistoryThatARightServerCanHave) {
  if (!FakedClock::Exists()) GTEST_SKIP() << "needs libfaketime: apt-get install faketime";
  const uint32_t seed = Seed();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  FakedClock clock;
  Stage stage(clock.Options());
  SeedQueue(stage);
  ExpiringQueue expiring(stage);
  EXPECT_FALSE(SaysDoubt(stage));
  const auto play_at = [&](absl::Duration offset, int drawable) {
    SCOPED_TRACE(absl::FormatDuration(offset));
    clock.Set(offset, stage.server());
    EXPECT_EQ(expiring.Drawable(), drawable);
    const bool right = offset == absl::ZeroDuration();
    EXPECT_EQ(SaysDoubt(stage), !right);
    ASSERT_TRUE(stage.WaitForAnswers(300)) << "the server died by itself";
    ExpectGauge(stage, right ? "winnow_clock_frozen 0" : "winnow_clock_frozen 1");
  };
  {
    const Cast cast(stage, random);
    for (int round = 0; round < 2; ++round) {
      ASSERT_NO_FATAL_FAILURE(play_at(10 * kYear, 0));
      ASSERT_NO_FATAL_FAILURE(play_at(absl::ZeroDuration(), kExpiring));
      ASSERT_NO_FATAL_FAILURE(play_at(-kDay, kExpiring));
      ASSERT_NO_FATAL_FAILURE(play_at(10 * kYear, 0));
      // A start with the wrong clock knows better than to trust it.
      stage.KillAndRestart();
      ASSERT_NO_FATAL_FAILURE(play_at(10 * kYear, 0));
      ASSERT_NO_FATAL_FAILURE(play_at(absl::ZeroDuration(), kExpiring));
    }
  }
  ExpectRightHistory(stage, "faketime", {{"clock_jumps", 10}});
}

}  // namespace
}  // namespace winnow::testing
