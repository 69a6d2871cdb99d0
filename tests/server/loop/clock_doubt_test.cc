// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What a wall clock in doubt may and may not do to a queue (storage.md E4).
#include <gtest/gtest.h>

#include <algorithm>

#include "server/loop/request_replay.h"
#include "server/shard/clock_witness.h"
#include "tests/server/loop/review_bed.h"

namespace winnow::loop::testing {
namespace {

constexpr absl::Duration kDay = absl::Hours(24);
constexpr absl::Duration kYear = absl::Hours(24 * 365);

// Queue `q` with candidate c0, which is kept for two years from the start, and c1, for twenty.
class ClockDoubtTest : public ::testing::Test {
 protected:
  ClockDoubtTest() {
    std::vector<v1::Candidate> candidates = {LoopBed::Complete("c0"), LoopBed::Complete("c1")};
    for (int i = 0; i < 2; ++i) {
      const absl::Time end = start_ + (i == 0 ? 2 : 20) * kYear;
      candidates[i].mutable_retain_until()->set_seconds(absl::ToUnixSeconds(end));
    }
    EXPECT_EQ(bed_.Upsert(candidates).accepted(), 2u);
  }

  void JumpBy(absl::Duration jump) { bed_.clock().SetWall(bed_.clock().WallNow() + jump); }
  // As the server does every second; returns when all of it is stored.
  void Tick() {
    bed_.Expire();
    SweepRequests(bed_.shards().control());
    shard::WitnessClock(bed_.shards().control());
    bed_.Status();
  }
  bool InDoubt() { return bed_.shards().clock_guard().Now().in_doubt(); }
  bool Remembers(const std::string& request_id) {
    return ReasonOf(bed_.Request("max_items: 7 request_id: '" + request_id + "'").status()) ==
           v1::ERROR_REASON_REQUEST_ID_REUSED;
  }

  ReviewBed bed_{
      "caps { attribute: 'device' per_window: 1 window { seconds: 3600 } } "
      "exploration { share: 0 }"};
  const absl::Time start_ = bed_.clock().WallNow();
};

TEST_F(ClockDoubtTest, TheFutureEndsNoLeaseThatIsRecoveredOrRenewed) {
  const auto batch = bed_.Take("lease { seconds: 3600 }");
  ASSERT_EQ(batch.items_size(), 2);
  JumpBy(10 * kYear);
  bed_.Restart();
  Tick();
  EXPECT_EQ(bed_.Status().open_batches(), 1u);
  const auto renewed = bed_.OnLease(&Dispatch::RenewLease, batch, "lease { seconds: 3600 }");
  ASSERT_TRUE(renewed.ok()) << renewed.status();
  // Its candidate may have expired: nobody works on it until that is known.
  ASSERT_EQ(renewed->withdrawn_size(), 1);
  EXPECT_EQ(renewed->withdrawn(0), "c0");
  Tick();
  EXPECT_EQ(bed_.Status().open_batches(), 1u);
  bed_.clock().Advance(absl::Hours(1));
  Tick();
  EXPECT_EQ(bed_.Status().open_batches(), 0u);
}

TEST_F(ClockDoubtTest, NothingIsDrawnThatIsExpiredByEitherClock) {
  JumpBy(10 * kYear);
  ASSERT_EQ(bed_.Take("validate_only: true").items_size(), 1);
  JumpBy(-10 * kYear);
  EXPECT_EQ(bed_.Take("validate_only: true").items_size(), 2);
  bed_.clock().Advance(2 * kYear);
  EXPECT_EQ(bed_.Take("validate_only: true").items_size(), 1);
  JumpBy(-kDay);
  EXPECT_EQ(bed_.Take("validate_only: true").items_size(), 1);
}

TEST_F(ClockDoubtTest, NoRequestIsForgotten) {
  bed_.Take("request_id: 'a' max_items: 1");
  JumpBy(10 * kYear);
  Tick();
  EXPECT_TRUE(Remembers("a"));
  bed_.Take("request_id: 'b' max_items: 1");
  JumpBy(-10 * kYear);
  bed_.clock().Advance(kDay);
  EXPECT_FALSE(InDoubt());
  Tick();
  EXPECT_FALSE(Remembers("a"));
  // Nor is one remembered for ten years.
  EXPECT_FALSE(Remembers("b"));
}

TEST_F(ClockDoubtTest, ARequestOfTheRepeatedPastIsRememberedForItsDay) {
  JumpBy(-kDay);
  bed_.Take("request_id: 'a' max_items: 1");
  JumpBy(kDay);
  Tick();
  EXPECT_FALSE(InDoubt());
  EXPECT_TRUE(Remembers("a"));
}

TEST_F(ClockDoubtTest, WindowsCountWhatWasLeasedBefore) {
  std::vector<v1::Candidate> candidates = {LoopBed::Complete("d0"), LoopBed::Complete("d1")};
  for (v1::Candidate& candidate : candidates) {
    (*candidate.mutable_attributes())["device"] = "mike";
    candidate.mutable_retain_until()->set_seconds(absl::ToUnixSeconds(start_ + 30 * kYear));
  }
  bed_.Upsert(candidates);
  ASSERT_EQ(bed_.Take().items_size(), 3);
  JumpBy(10 * kYear);
  EXPECT_EQ(bed_.Take().items_size(), 0);
  JumpBy(-10 * kYear);
  EXPECT_EQ(bed_.Take().items_size(), 0);
  bed_.clock().Advance(absl::Hours(2));
  const v1::RequestBatchResponse later = bed_.Take();
  EXPECT_EQ(std::count_if(later.items().begin(), later.items().end(),
                          [](const v1::BatchItem& item) { return item.candidate_id()[0] == 'd'; }),
            1);
}

TEST_F(ClockDoubtTest, LastsOverARestartUntilTheClockIsBack) {
  JumpBy(20 * kDay);
  Tick();
  EXPECT_EQ(LeavesOf(bed_).back().decision(), "IN_DOUBT");
  for (int i = 0; i < 3; ++i) {
    bed_.Restart();
    EXPECT_TRUE(InDoubt());
    Tick();
  }
  JumpBy(-21 * kDay);
  bed_.Restart();
  EXPECT_TRUE(InDoubt());
  JumpBy(kDay);
  EXPECT_FALSE(InDoubt());
  Tick();
  EXPECT_EQ(LeavesOf(bed_).back().decision(), "TRUSTED");
  bed_.Restart();
  EXPECT_FALSE(InDoubt());
}

TEST_F(ClockDoubtTest, IsRaisedByAStartWithAWrongClock) {
  bed_.clock().Advance(kDay);
  Tick();
  JumpBy(10 * kYear);
  bed_.Restart();
  EXPECT_TRUE(InDoubt());
  JumpBy(-10 * kYear - absl::Hours(1));
  bed_.Restart();
  EXPECT_TRUE(InDoubt());
  JumpBy(kDay);  // no longer than a server may be down
  bed_.Restart();
  EXPECT_FALSE(InDoubt());
}

// A scope that had expired by the later time, was valid again once the clock was trusted, and
// expired for good, with nothing drawn in between.
TEST_F(ClockDoubtTest, AScopeExpiresOnceMoreAfterTheClockWasSetBack) {
  auto scope = Text<v1::RegisterConsentScopeRequest>(
      "consent_scope { name: 'consentScopes/brief' purposes: PURPOSE_TRAINING }");
  const absl::Time end = start_ + absl::Hours(5);
  scope.mutable_consent_scope()->mutable_expire_time()->set_seconds(absl::ToUnixSeconds(end));
  ASSERT_TRUE(bed_.Call(&Loop::registries, &Registries::RegisterConsentScope, scope).ok());
  v1::Candidate candidate = LoopBed::Complete("brief");
  candidate.set_consent_scope("brief");
  bed_.Upsert({candidate});
  JumpBy(-2 * kDay);
  Tick();
  bed_.clock().Advance(absl::Hours(6));
  ASSERT_TRUE(InDoubt());
  EXPECT_EQ(bed_.Take("validate_only: true").items_size(), 2)
      << "it has expired by what is expected";
  bed_.clock().Advance(absl::Hours(19));
  ASSERT_FALSE(InDoubt());
  candidate.set_slice("other");
  bed_.Upsert({candidate});
  EXPECT_EQ(bed_.Get("brief").exclusion(), v1::EXCLUSION_REASON_UNSPECIFIED);
  bed_.clock().Advance(2 * kDay);
  ASSERT_GT(bed_.clock().WallNow(), end);
  const auto batch = bed_.Take();
  EXPECT_EQ(batch.items_size(), 2);
  for (const v1::BatchItem& item : batch.items()) EXPECT_NE(item.candidate_id(), "brief");
}

}  // namespace
}  // namespace winnow::loop::testing
