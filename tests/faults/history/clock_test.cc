// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The time of day jumps while the queue is in use: leases last as long as time passes, nothing that
// the clock says is past its retention is drawn, and nothing is deleted (storage.md E4).
#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <random>
#include <string>

#include "tests/server/loop/review_bed.h"
#include "tests/testing/seed.h"

namespace winnow::loop::testing {
namespace {

constexpr int kCandidates = 60;
constexpr int kSteps = 400;
const absl::Duration kTerm = absl::Hours(1);

// A queue whose candidates' retention ends every half year from now on, and a clock that jumps.
class JumpingClock {
 public:
  explicit JumpingClock(uint32_t seed) : random_(seed), start_(bed_.clock().WallNow()) {
    std::vector<v1::Candidate> candidates;
    for (int i = 0; i < kCandidates; ++i) {
      candidates.push_back(LoopBed::Complete("c" + std::to_string(i)));
      const absl::Time end = start_ + absl::Hours(24 * 180 * (i + 1));
      candidates.back().mutable_retain_until()->set_seconds(absl::ToUnixSeconds(end));
      retain_until_[candidates.back().candidate_id()] = end;
    }
    EXPECT_EQ(bed_.Upsert(candidates).accepted(), candidates.size());
  }

  void Step() {
    switch (random_() % 8) {
      case 0:
        return bed_.clock().SetWall(start_ + absl::Hours(24 * 3650));
      case 1:
        return bed_.clock().SetWall(bed_.clock().WallNow() - absl::Hours(24));
      case 2:
        return bed_.clock().SetWall(start_);
      case 3:
        return bed_.clock().Advance(absl::Minutes(random_() % 40));
      case 4:
        bed_.Expire();
        return ExpectLeases();
      default:
        return Take();
    }
  }

  // After the clock is right again, all is there and what no lease holds is drawn.
  void ExpectAllThere() {
    bed_.clock().SetWall(start_);
    bed_.clock().Advance(kTerm);
    bed_.Expire();
    EXPECT_EQ(bed_.Status().candidates(), static_cast<uint64_t>(kCandidates));
    const v1::RequestBatchResponse all = bed_.Take();
    EXPECT_EQ(all.items_size(), kCandidates) << bed_.Status().ShortDebugString();
  }
  uint64_t taken() const { return taken_; }

 private:
  void Take() {
    const absl::Time wall = bed_.clock().WallNow();
    const v1::RequestBatchResponse batch = bed_.Take("max_items: 2 lease { seconds: 3600 }");
    for (const v1::BatchItem& item : batch.items()) {
      EXPECT_GE(retain_until_.at(item.candidate_id()), wall + kTerm) << item.candidate_id();
      ++taken_;
    }
    if (batch.items_size() > 0) ends_[batch.batch()] = bed_.clock().SteadyNow() + kTerm;
  }

  // A lease is open until its term has passed, and not after that.
  void ExpectLeases() {
    for (const auto& [name, end] : ends_) {
      v1::GetBatchRequest request;
      request.set_name(name);
      const auto batch = bed_.Call(&Loop::batches, &Batches::GetBatch, request);
      ASSERT_TRUE(batch.ok()) << batch.status();
      EXPECT_EQ(batch->batch().state(),
                bed_.clock().SteadyNow() < end ? v1::BATCH_STATE_OPEN : v1::BATCH_STATE_EXPIRED)
          << name;
    }
  }

  ReviewBed bed_{"lease { max_attempts: 1000 }"};
  std::mt19937 random_;
  const absl::Time start_;
  std::map<std::string, absl::Time> retain_until_;
  std::map<std::string, absl::Duration> ends_;  // of leases, on the steady clock
  uint64_t taken_ = 0;
};

TEST(ClockJumps, EndNoLeaseEarlyAndDeleteNothing) {
  const uint32_t seed = winnow::testing::Seed();
  SCOPED_TRACE(seed);
  JumpingClock queue(seed);
  for (int i = 0; i < kSteps; ++i) queue.Step();
  queue.ExpectAllThere();
  EXPECT_GT(queue.taken(), static_cast<uint64_t>(kCandidates));
}

}  // namespace
}  // namespace winnow::loop::testing
