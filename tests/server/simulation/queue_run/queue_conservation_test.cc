// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// After every event each candidate is in one place, and the index holds what waits.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "server/selection/stable_hash.h"
#include "server/simulation/queue_run/queue_events.h"
#include "tests/server/simulation/queue_run/queue_bed.h"

namespace winnow::simulation {
namespace {

// Counts all places anew.
void ExpectConserved(const QueueEvents& run, uint64_t candidates, uint32_t required) {
  std::map<Place, uint64_t> places;
  std::multiset<uint32_t> held;
  for (const HeldBatch& batch : run.batches()) {
    if (!batch.is_open) continue;
    for (const uint32_t item : batch.items) {
      if (run.book().at(item).place == Place::kLeased) held.insert(item);
    }
  }
  for (uint32_t item = 0; item < candidates; ++item) {
    const CandidateRun& candidate = run.book().at(item);
    ++places[candidate.place];
    ASSERT_EQ(candidate.place == Place::kWaiting, run.frame().frame().index.Contains(item));
    ASSERT_EQ(held.count(item), candidate.place == Place::kLeased ? 1 : 0);
    ASSERT_EQ(candidate.open_leases, held.count(item));
    ASSERT_EQ(candidate.place == Place::kDone, candidate.labels.size() == required);
    std::set<uint32_t> annotators;
    for (const GivenLabel& label : candidate.labels) annotators.insert(label.reviewer);
    ASSERT_EQ(annotators.size(), candidate.labels.size());
  }
  const QueueCounts& counts = run.book().counts();
  ASSERT_EQ(counts.total(), candidates);
  ASSERT_EQ(counts.to_come, places[Place::kToCome]);
  ASSERT_EQ(counts.waiting, places[Place::kWaiting]);
  ASSERT_EQ(counts.leased, places[Place::kLeased]);
  ASSERT_EQ(counts.done, places[Place::kDone]);
  ASSERT_EQ(counts.dead_lettered, places[Place::kDeadLettered]);
  ASSERT_EQ(run.frame().frame().index.TotalCount(), counts.waiting);
}

uint64_t Below(uint64_t seed, uint64_t what, uint64_t end) {
  return selection::Mix(seed, what) % end;
}

QueueRunOptions AnyOptions(uint64_t seed) {
  QueueRunOptions options = ManyReviewers(1 + static_cast<uint32_t>(Below(seed, 1, 6)));
  options.seed = seed;
  options.reviewers.absence = static_cast<double>(Below(seed, 2, 4)) / 5;
  options.reviewers.error_rate = 0.3;
  if (Below(seed, 3, 2) == 0) {
    options.reviewers.working_day = absl::Hours(5);
    options.reviewers.day_starts_within = absl::Hours(6);
  }
  options.lease = absl::Minutes(4 + static_cast<int64_t>(Below(seed, 4, 10)));
  if (Below(seed, 5, 2) == 0) {
    options.backlog = 5;
    options.arrivals_per_day = 300;
  } else if (Below(seed, 5, 4) == 1) {
    options.sample = 30;
  }
  if (options.sample == 0 && Below(seed, 6, 2) == 0) options.reviewers.slice_share = 0.4;
  return options;
}

Strategy AnyStrategy(uint64_t seed) {
  const char* const names[] = {"uniform", "lowest-confidence-per-slice", "asr-training", "lab-v0",
                               "release-evaluation"};
  Strategy strategy = *FindStrategy(names[Below(seed, 7, 5)]);
  strategy.policy.set_required_labels(1 + static_cast<uint32_t>(Below(seed, 8, 2)));
  if (Below(seed, 9, 2) == 0) {
    v1::Cap& cap = *strategy.policy.add_caps();
    cap.set_attribute(std::string(kClusterAttribute));
    cap.set_per_batch(2);
    cap.set_per_window(3);
    cap.mutable_window()->set_seconds(3600);
  }
  if (Below(seed, 10, 3) == 0) strategy.policy.mutable_capacity()->set_queue_items(12);
  if (Below(seed, 11, 3) == 0) strategy.policy.mutable_capacity()->set_labeler_items(4);
  return strategy;
}

TEST(QueueConservationTest, EveryCandidateIsInOnePlaceAfterEveryEvent) {
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    const Pool pool = PoolOf(3, 20);
    const Strategy strategy = AnyStrategy(seed);
    QueueRunOptions options = AnyOptions(seed);
    options.horizon = absl::Hours(40);
    auto run = QueueEvents::Make(pool, strategy, options);
    ASSERT_TRUE(run.ok()) << run.status();
    if (options.sample > 0) {
      EXPECT_EQ((*run)->book().counts().total(), options.sample);
    }
    absl::Duration before = absl::ZeroDuration();
    while ((*run)->Step()) {
      ASSERT_GE((*run)->now(), before);
      before = (*run)->now();
      if (options.sample > 0) continue;
      ExpectConserved(**run, pool.items.size(), strategy.policy.required_labels());
      if (HasFatalFailure()) return;
    }
    const QueueRunResult result = (*run)->Finish();
    EXPECT_EQ(result.leases.over_assigned, 0);
    EXPECT_EQ(result.counts.total(), options.sample > 0 ? options.sample : pool.items.size());
  }
}

}  // namespace
}  // namespace winnow::simulation
