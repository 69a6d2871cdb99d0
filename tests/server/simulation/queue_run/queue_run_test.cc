// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/queue_run/queue_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "server/simulation/queue_run/queue_report.h"
#include "server/simulation/queue_run/reviewer.h"
#include "tests/server/simulation/queue_run/queue_bed.h"

namespace winnow::simulation {
namespace {

using ::testing::HasSubstr;

QueueRunResult RunOf(const Pool& pool, const Strategy& strategy, const QueueRunOptions& options) {
  auto result = SimulateQueue(pool, strategy, options);
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? *std::move(result) : QueueRunResult();
}

TEST(QueueRunTest, OneReviewerLabelsOneItemAfterTheOther) {
  const QueueRunResult result = RunOf(PoolOf(1, 3), UniformStrategy(), OneReviewer());
  EXPECT_TRUE(result.finished);
  EXPECT_EQ(result.length, absl::Minutes(3));
  EXPECT_EQ(result.labels.labels, 3);
  EXPECT_EQ(result.leases.leases, 3);
  EXPECT_EQ(result.leases.expired, 0);
  EXPECT_EQ(result.leases.repeats, 0);
  EXPECT_EQ(result.targets_met, absl::Minutes(3));
  // The last one waited while the two others were labelled.
  EXPECT_EQ(result.slices[0].oldest_ever, absl::Minutes(2));
  EXPECT_EQ(result.slices[0].oldest_at_end, absl::ZeroDuration());
  EXPECT_DOUBLE_EQ(result.labels.per_reviewer_hour, 60);
}

TEST(QueueRunTest, AnItemThatNobodyComesBackToIsDeadLetteredAfterThreeLeases) {
  QueueRunOptions options = OneReviewer();
  options.reviewers.absence = 1;
  const QueueRunResult result = RunOf(PoolOf(1, 1), UniformStrategy(), options);
  EXPECT_TRUE(result.finished);
  EXPECT_EQ(result.length, absl::Minutes(3 * 60 + 2 * 15));
  EXPECT_EQ(result.counts.dead_lettered, 1);
  EXPECT_EQ(result.leases.expired, 3);
  EXPECT_EQ(result.leases.abandoned, 3);
  EXPECT_EQ(result.leases.repeats, 2);
  EXPECT_EQ(result.leases.leased_again, 1);
  EXPECT_EQ(result.leases.lost, absl::Hours(3));
  EXPECT_EQ(result.labels.labels, 0);
  // All that could be had was had.
  EXPECT_EQ(result.targets_met, result.length);
}

TEST(QueueRunTest, WhoIsTooSlowForALeaseLosesTheRestOfTheBatch) {
  QueueRunOptions options = OneReviewer();
  options.batch_items = 3;
  options.lease = absl::Seconds(150);
  const QueueRunResult result = RunOf(PoolOf(1, 3), UniformStrategy(), options);
  // Two in the first lease of two and a half minutes, the third in the second.
  EXPECT_EQ(result.length, absl::Seconds(210));
  EXPECT_EQ(result.leases.leases, 2);
  EXPECT_EQ(result.leases.expired, 1);
  EXPECT_EQ(result.leases.items_expired, 1);
  EXPECT_EQ(result.leases.lost, absl::Seconds(30));
  EXPECT_EQ(result.labels.labels, 3);
}

TEST(QueueRunTest, AnItemWithALabelIsNotLostForWantOfAnother) {
  QueueRunOptions options = OneReviewer();
  options.batch_items = 3;
  options.lease = absl::Seconds(150);
  options.horizon = absl::Hours(1);
  Strategy strategy = UniformStrategy();
  strategy.policy.set_required_labels(2);
  const QueueRunResult result = RunOf(PoolOf(1, 3), strategy, options);
  EXPECT_EQ(result.leases.expired, 1);
  EXPECT_EQ(result.leases.items_expired, 1);
  EXPECT_EQ(result.leases.item_lost, absl::Seconds(30));
}

TEST(QueueRunTest, ALeaseThatHasNotExpiredYetIsNotCountedAsNeverWorkedOn) {
  QueueRunOptions options = OneReviewer();
  options.reviewers.absence = 1;
  options.lease = absl::Hours(24);
  options.horizon = absl::Hours(5);
  const QueueRunResult result = RunOf(PoolOf(1, 1), UniformStrategy(), options);
  EXPECT_EQ(result.leases.leases, 1);
  EXPECT_EQ(result.leases.expired, 0);
  EXPECT_EQ(result.leases.abandoned, 0);
}

TEST(QueueRunTest, ALeaseThatEndsWithALabelEndsBeforeIt) {
  QueueRunOptions options = OneReviewer();
  options.lease = absl::Minutes(1);
  const QueueRunResult result = RunOf(PoolOf(1, 1), UniformStrategy(), options);
  EXPECT_EQ(result.labels.labels, 0);
  EXPECT_EQ(result.counts.dead_lettered, 1);
}

TEST(QueueRunTest, TheEndOfAWorkingDayGivesItemsBackWithoutAnAttempt) {
  QueueRunOptions options = OneReviewer();
  options.reviewers.working_day = absl::Seconds(90);
  options.batch_items = 5;
  options.lease = absl::Hours(10);
  const QueueRunResult result = RunOf(PoolOf(1, 5), UniformStrategy(), options);
  EXPECT_TRUE(result.finished);
  EXPECT_EQ(result.counts.done, 5);
  EXPECT_EQ(result.length, absl::Hours(4 * 24) + absl::Minutes(1));
  EXPECT_EQ(result.leases.expired, 0);
  EXPECT_THAT(result.labels.by_day, testing::ElementsAre(1, 1, 1, 1, 1));
  EXPECT_DOUBLE_EQ(result.labels.per_day, 1);
}

TEST(QueueRunTest, TwoLabelsComeFromTwoReviewers) {
  Strategy strategy = UniformStrategy();
  strategy.policy.set_required_labels(2);
  QueueRunOptions options = OneReviewer();
  options.reviewers.reviewers = 2;
  const QueueRunResult result = RunOf(PoolOf(1, 10), strategy, options);
  EXPECT_TRUE(result.finished);
  EXPECT_EQ(result.labels.labels, 2 * result.counts.done + result.counts.dead_lettered);
  EXPECT_EQ(result.leases.over_assigned, 0);
  // One alone can never finish an item, and three leases in vain are all that it gets.
  options.reviewers.reviewers = 1;
  const QueueRunResult alone = RunOf(PoolOf(1, 10), strategy, options);
  EXPECT_EQ(alone.counts.dead_lettered, 10);
  EXPECT_EQ(alone.labels.labels, 10);
  EXPECT_EQ(alone.leases.repeats, 30);
}

TEST(QueueRunTest, ALeaseThatBroughtALabelIsNoAttempt) {
  Strategy strategy = UniformStrategy();
  strategy.policy.set_required_labels(4);
  QueueRunOptions options = OneReviewer();
  options.reviewers.reviewers = 6;
  const QueueRunResult result = RunOf(PoolOf(1, 10), strategy, options);
  EXPECT_EQ(result.counts.done, 10);
  EXPECT_EQ(result.counts.dead_lettered, 0);
  EXPECT_EQ(result.labels.labels, 40);
}

TEST(QueueRunTest, EverythingIsDoneWithoutAbsenceAndErrors) {
  const Pool pool = PoolOf(5, 40);
  for (const char* name : {"uniform", "asr-training", "lab-v0", "release-evaluation"}) {
    SCOPED_TRACE(name);
    const QueueRunResult result = RunOf(pool, *FindStrategy(name), ManyReviewers(4));
    EXPECT_TRUE(result.finished);
    EXPECT_EQ(result.counts.done, pool.items.size());
    EXPECT_EQ(result.labels.labels, pool.items.size());
    EXPECT_EQ(result.labels.wrong, 0);
    EXPECT_EQ(result.leases.over_assigned, 0);
    EXPECT_EQ(result.empty.false_ones(), 0);
    EXPECT_DOUBLE_EQ(result.labels.change_labelled.value(), result.labels.change_true.value());
  }
}

TEST(QueueRunTest, TheLabelRateFallsAsAbsenceSays) {
  const Pool pool = PoolOf(4, 3000);
  QueueRunOptions options = ManyReviewers(40);
  options.reviewers.speed_spread = 0;
  options.reviewers.items_per_hour = 4.8;
  options.batch_items = 5;
  options.lease = absl::Minutes(75);
  options.horizon = absl::Hours(60);
  Strategy strategy = UniformStrategy();
  strategy.policy.mutable_lease()->set_max_attempts(100);
  for (const double absence : {0.0, 0.1, 0.2, 0.5}) {
    options.reviewers.absence = absence;
    const QueueRunResult result = RunOf(pool, strategy, options);
    ASSERT_FALSE(result.finished);
    // A lease is 5 labels in 5 / 4.8 hours, or none in 1.25 and a quarter of an hour more.
    const double expected = (1 - absence) * 5 / ((1 - absence) * 5 / 4.8 + absence * 1.5);
    EXPECT_NEAR(result.labels.per_reviewer_hour, expected, 0.06 * expected) << absence;
    EXPECT_EQ(result.leases.over_assigned, 0);
  }
}

TEST(QueueRunTest, TheSameSeedGivesTheSameRun) {
  const Pool pool = PoolOf(3, 60);
  QueueRunOptions options = ManyReviewers(5);
  options.reviewers.absence = 0.2;
  options.reviewers.error_rate = 0.2;
  const auto json = [&] {
    return QueueRunJson(pool.task, {RunOf(pool, UniformStrategy(), options)});
  };
  const std::string first = json();
  EXPECT_EQ(first, json());
  ++options.seed;
  EXPECT_NE(first, json());
}

TEST(QueueRunTest, AnAnswerIsEmptyByCapacityWhileOthersHoldAllThatIsAllowed) {
  Strategy strategy = UniformStrategy();
  strategy.policy.mutable_capacity()->set_queue_items(5);
  QueueRunOptions options = OneReviewer();
  options.reviewers.reviewers = 2;
  options.batch_items = 5;
  const QueueRunResult result = RunOf(PoolOf(1, 10), strategy, options);
  EXPECT_EQ(result.counts.done, 10);
  EXPECT_GT(result.empty.capacity, 0);
  EXPECT_EQ(result.empty.false_ones(), result.empty.capacity);
  // One after the other, and who got nothing tries again a quarter of an hour later.
  EXPECT_GE(result.length, absl::Minutes(10));
}

TEST(QueueRunTest, AnExpiredLeaseMakesRoomForItsReviewer) {
  Strategy strategy = UniformStrategy();
  strategy.policy.mutable_capacity()->set_labeler_items(1);
  QueueRunOptions options = OneReviewer();
  options.reviewers.absence = 1;
  const QueueRunResult result = RunOf(PoolOf(1, 2), strategy, options);
  EXPECT_EQ(result.counts.dead_lettered, 2);
  EXPECT_EQ(result.leases.leases, 6);
  EXPECT_EQ(result.empty.capacity, 0);
}

TEST(QueueRunTest, AnAnswerIsEmptyByCapsUntilTheirWindowIsOver) {
  // One speaker, two items an hour, nothing at random.
  Strategy strategy = *FindStrategy("lowest-confidence-per-slice");
  v1::Cap& cap = *strategy.policy.add_caps();
  cap.set_attribute(std::string(kClusterAttribute));
  cap.set_per_window(2);
  cap.mutable_window()->set_seconds(3600);
  const QueueRunResult result = RunOf(PoolOf(1, 6, 100), strategy, OneReviewer());
  EXPECT_TRUE(result.finished);
  EXPECT_EQ(result.counts.done, 6);
  EXPECT_GT(result.empty.caps, 0);
  EXPECT_EQ(result.empty.false_ones(), result.empty.caps);
  EXPECT_GT(result.length, absl::Hours(2));
  EXPECT_LT(result.length, absl::Hours(3));
}

TEST(QueueRunTest, AnAnswerIsEmptyByTheSlicesThatAReviewerTakes) {
  QueueRunOptions options = OneReviewer();
  options.reviewers.slice_share = 0;  // one slice each
  options.horizon = absl::Hours(5);
  const QueueRunResult result = RunOf(PoolOf(3, 10), UniformStrategy(), options);
  EXPECT_FALSE(result.finished);
  EXPECT_EQ(result.counts.done, 10);
  EXPECT_GT(result.empty.slice_filter, 0);
  EXPECT_EQ(result.empty.false_ones(), result.empty.slice_filter);
  EXPECT_EQ(result.targets_met, std::nullopt);
}

TEST(QueueRunTest, AnAnswerIsRightlyEmptyWhileNothingHasArrived) {
  QueueRunOptions options = OneReviewer();
  options.arrivals_per_day = 24;
  options.reviewers.retry = absl::Minutes(20);
  const QueueRunResult result = RunOf(PoolOf(1, 4), UniformStrategy(), options);
  EXPECT_EQ(result.counts.done, 4);
  // One arrives at each full hour. The reviewer asks every 20 minutes, from when they were done.
  EXPECT_EQ(result.slices[0].oldest_ever, absl::Minutes(3));
  EXPECT_GT(result.empty.nothing_waits, 0);
  EXPECT_EQ(result.empty.false_ones(), 0);
}

TEST(QueueRunTest, TheLongestWaitIsThatOfAnyMoment) {
  QueueRunOptions options = OneReviewer();
  options.backlog = 3;
  options.arrivals_per_day = 24;
  options.reviewers.retry = absl::Minutes(1);
  const QueueRunResult result = RunOf(PoolOf(1, 4), UniformStrategy(), options);
  EXPECT_EQ(result.length, absl::Minutes(61));
  EXPECT_EQ(result.slices[0].oldest_ever, absl::Minutes(2));
}

TEST(QueueRunTest, ASampleIsHandedOutToItsEndAndNothingElse) {
  const Pool pool = PoolOf(4, 50);
  QueueRunOptions options = ManyReviewers(3);
  options.sample = 60;
  options.reviewers.absence = 0.1;
  const QueueRunResult result = RunOf(pool, *FindStrategy("release-evaluation"), options);
  EXPECT_TRUE(result.finished);
  EXPECT_EQ(result.counts.total(), 60);
  EXPECT_EQ(result.counts.done + result.counts.dead_lettered, 60);
  EXPECT_EQ(result.targets_met, result.length);
}

TEST(QueueRunTest, WrongLabelsShrinkAChangeAsTheyAreMadeUp) {
  // Every candidate is worse by 1: a wrong label says 0 or -1.
  Pool pool = PoolOf(1, 4000);
  for (PoolItem& item : pool.items) {
    item.difference = 1;
    item.signals["pair_disagreement"] = 2;
  }
  QueueRunOptions options = ManyReviewers(10);
  options.reviewers.error_rate = 0.2;
  const QueueRunResult result = RunOf(pool, UniformStrategy(), options);
  EXPECT_NEAR(static_cast<double>(result.labels.wrong), 800, 80);
  EXPECT_DOUBLE_EQ(result.labels.change_true.value(), 0.1);
  EXPECT_NEAR(result.labels.change_labelled.value(), 0.1 * (1 - 1.5 * 0.2), 0.005);
}

TEST(QueueRunTest, ThreeLabelsOutvoteAWrongOne) {
  const Pool pool = PoolOf(1, 600);
  Strategy strategy = UniformStrategy();
  QueueRunOptions options = ManyReviewers(10);
  options.reviewers.error_rate = 0.1;
  const QueueRunResult one = RunOf(pool, strategy, options);
  strategy.policy.set_required_labels(3);
  strategy.policy.mutable_lease()->set_max_attempts(50);  // people meet what they labelled before
  const QueueRunResult three = RunOf(pool, strategy, options);
  EXPECT_EQ(three.labels.labels, 3 * pool.items.size());
  EXPECT_GT(three.labels.disputed, 0);
  EXPECT_LT(2 * three.labels.done_wrong, one.labels.done_wrong);
}

TEST(QueueRunTest, AnAgeBoostBoundsHowLongTheLeastUrgentWaits) {
  const Pool pool = PoolOf(1, 2000);
  Strategy strategy = *FindStrategy("lowest-confidence-per-slice");
  QueueRunOptions options = OneReviewer();
  options.arrivals_per_day = 1440 * 0.98;
  options.reviewers.retry = absl::Seconds(1);
  options.horizon = absl::Hours(30);
  const QueueRunResult without = RunOf(pool, strategy, options);
  options.backlog = 60;
  const QueueRunResult starved = RunOf(pool, strategy, options);
  strategy.policy.set_age_boost_per_day(24);
  const QueueRunResult boosted = RunOf(pool, strategy, options);
  EXPECT_LT(without.slices[0].oldest_ever, absl::Hours(1));
  // The backlog is worked off slowly: the least urgent waits until it is gone.
  EXPECT_GT(starved.slices[0].oldest_ever, absl::Hours(12));
  EXPECT_LT(boosted.slices[0].oldest_ever, absl::Hours(3));
}

TEST(QueueRunTest, OptionsThatNameNothingToRunAreRefused) {
  const std::vector<std::pair<const char*, std::function<void(QueueRunOptions&)>>> wrong = {
      {"reviewers", [](auto& o) { o.reviewers.reviewers = 0; }},
      {"items_per_hour", [](auto& o) { o.reviewers.items_per_hour = 0; }},
      {"items_per_hour", [](auto& o) { o.reviewers.items_per_hour = std::nan(""); }},
      {"speed_spread", [](auto& o) { o.reviewers.speed_spread = 3; }},
      {"absence", [](auto& o) { o.reviewers.absence = 1.5; }},
      {"error_rate", [](auto& o) { o.reviewers.error_rate = -1; }},
      {"slice_share", [](auto& o) { o.reviewers.slice_share = 2; }},
      {"working_day", [](auto& o) { o.reviewers.working_day = absl::ZeroDuration(); }},
      {"day_starts_within", [](auto& o) { o.reviewers.day_starts_within = absl::Hours(1); }},
      {"retry", [](auto& o) { o.reviewers.retry = absl::ZeroDuration(); }},
      {"batch_items", [](auto& o) { o.batch_items = 0; }},
      {"batch_items", [](auto& o) { o.batch_items = 1001; }},
      {"lease", [](auto& o) { o.lease = absl::Hours(25); }},
      {"horizon", [](auto& o) { o.horizon = absl::ZeroDuration(); }},
      {"arrivals_per_day", [](auto& o) { o.arrivals_per_day = -1; }},
      {"arrivals_per_day",
       [](auto& o) {
         o.sample = 5;
         o.arrivals_per_day = 1;
       }},
      {"slice_share",
       [](auto& o) {
         o.sample = 5;
         o.reviewers.slice_share = 0.5;
       }},
  };
  const Pool pool = PoolOf(1, 10);
  for (const auto& [option, spoil] : wrong) {
    QueueRunOptions options = OneReviewer();
    spoil(options);
    const auto result = SimulateQueue(pool, UniformStrategy(), options);
    EXPECT_EQ(result.status().code(), absl::StatusCode::kInvalidArgument) << option;
    EXPECT_THAT(std::string(result.status().message()), HasSubstr(option));
  }
  QueueRunOptions options = OneReviewer();
  options.sample = static_cast<uint32_t>(pool.items.size()) + 1;
  EXPECT_THAT(std::string(SimulateQueue(pool, UniformStrategy(), options).status().message()),
              HasSubstr(absl::StrCat("sample must be ", pool.items.size(),
                                     " at most, the candidates of made up; ask for fewer")));
  options = OneReviewer();
  options.reviewers.slice_share = 0.5;
  EXPECT_FALSE(SimulateQueue(pool, *FindStrategy("random"), options).ok());
}

TEST(QueueRunTest, AReportHasARunPerPolicy) {
  const Pool pool = PoolOf(2, 30);
  const auto report = ReportQueueRuns(
      pool, std::vector<Strategy>{UniformStrategy(), *FindStrategy("random")}, ManyReviewers(2));
  ASSERT_TRUE(report.ok()) << report.status();
  for (const char* part : {"uniform", "random", "labels a day", "slice-1"})
    EXPECT_THAT(report->text, HasSubstr(part));
  for (const char* part :
       {"\"policy\":\"uniform\"", "\"policy\":\"random\"", "\"over_assigned\":0"})
    EXPECT_THAT(report->json, HasSubstr(part));
  EXPECT_FALSE(ReportQueueRuns(pool, {}, ManyReviewers(2)).ok());
}

TEST(QueueRunTest, AReportSaysWhatTakesNoPartAndWhatIsMissing) {
  Pool pool = PoolOf(2, 30);
  pool.task.add_generated("The words stand in.");
  v1::SimulationExclusion& exclusion = *pool.task.add_exclusions();
  exclusion.set_items(7);
  exclusion.set_reason("that are sensitive");
  for (PoolItem& item : pool.items) item.signals.erase("confidence");
  const auto report = ReportQueueRuns(pool, {*FindStrategy("lab-v0")}, ManyReviewers(2));
  ASSERT_TRUE(report.ok()) << report.status();
  for (const char* part :
       {"generated: The words stand in.", "left out: 7 rows: that are sensitive",
        "missing: No candidate has daily_sessions: lab-v0 takes its missing value.",
        "* lab-v0 finds none of its signals: to it all candidates are alike."})
    EXPECT_THAT(report->text, HasSubstr(part));
  for (const char* part :
       {"\"generated\":[\"The words stand in.\"]",
        "\"exclusions\":[{\"reason\":\"that are sensitive\",\"items\":7}]",
        "\"missing_signals\":[\"No candidate has confidence", "\"blind_policies\":[\"lab-v0\"]"})
    EXPECT_THAT(report->json, HasSubstr(part));
}

// Which is not to change by nothing.
TEST(QueueRunTest, WithoutAnythingDoneThereIsNoChange) {
  QueueRunOptions options = OneReviewer();
  options.reviewers.absence = 1;
  const auto report = ReportQueueRuns(PoolOf(1, 10), {UniformStrategy()}, options);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->json, HasSubstr("\"change_labelled\":null,\"change_true\":null"));
  EXPECT_THAT(report->text, Not(HasSubstr("0.00000")));
}

TEST(QueueRunTest, SpeedsSpreadLikeALogNormal) {
  ReviewerModel model;
  model.reviewers = 4000;
  double sum = 0;
  double squares = 0;
  for (const Reviewer& reviewer : MakeReviewers(model, 1, 5)) {
    const double log = std::log(absl::FDivDuration(absl::Hours(1), reviewer.per_item) / 40);
    sum += log;
    squares += log * log;
  }
  EXPECT_NEAR(sum / 4000, 0, 0.02);
  EXPECT_NEAR(std::sqrt(squares / 4000), 0.3, 0.02);
}

TEST(QueueRunTest, AFifthOfAbsencesLosesNothingOfARealQueue) {
  const auto pool = RealPool("earnings21_asr.csv", "google", "amazon");
  if (!pool.has_value()) GTEST_SKIP() << "earnings21_asr.csv is not in the folder";
  for (const char* name : {"release-evaluation", "asr-training", "lab-v0"}) {
    QueueRunOptions options;
    const QueueRunResult result = RunOf(*pool, *FindStrategy(name), options);
    EXPECT_EQ(result.counts.total(), pool->items.size());
    EXPECT_EQ(result.leases.over_assigned, 0);
    EXPECT_EQ(result.empty.false_ones(), 0);
    EXPECT_GT(result.leases.abandoned, 0);
    // An item is lost to three absences in a row, about one in 125.
    EXPECT_LT(result.counts.dead_lettered, pool->items.size() / 60);
  }
}

}  // namespace
}  // namespace winnow::simulation
