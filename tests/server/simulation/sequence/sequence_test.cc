// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/sequence/sequence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <set>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/simulation/sequence/master_sample.h"
#include "server/simulation/sequence/sequence_report.h"
#include "server/simulation/sequence/sequence_summary.h"
#include "tests/server/simulation/queue_run/queue_bed.h"

namespace winnow::simulation {
namespace {

using ::testing::HasSubstr;

// Every candidate of slice `worst` has 3 errors more in 10 words; the others are as they were.
Pool PoolWithARegression(const std::string& task, uint32_t worst, uint32_t items = 300) {
  Pool pool = PoolOf(4, items);
  pool.task.set_task(task);
  for (PoolItem& item : pool.items) {
    item.difference = item.slice == worst ? 3 : 0;
    item.signals["pair_disagreement"] = 3;
  }
  for (uint32_t slice = 0; slice < 4; ++slice)
    pool.task.mutable_slices(static_cast<int>(slice))
        ->set_change_nano(slice == worst ? 300'000'000 : 0);
  return pool;
}

// In slice 2 every other speaker is worse by 1 in 10 words: 0.05 with a standard error of 0.006.
Pool PoolWithASmallRegression(const std::string& task) {
  Pool pool = PoolWithARegression(task, 2);
  for (PoolItem& item : pool.items)
    item.difference = item.slice == 2 ? static_cast<double>(item.cluster % 2) : 0;
  return pool;
}

class ThreadsExecutor final : public selection::Executor {
 public:
  explicit ThreadsExecutor(std::size_t threads) : threads_(threads) {}
  void ParallelFor(std::size_t count, absl::FunctionRef<void(std::size_t)> work) override {
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < threads_; ++t) {
      threads.emplace_back([&, t] {
        for (std::size_t i = count; i-- > 0;) {
          if (i % threads_ == t) work(i);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

 private:
  const std::size_t threads_;
};

SequenceOptions FewReplicates() {
  SequenceOptions options;
  options.labels_per_step = 200;
  options.looks = 2;
  options.replicates = 10;
  options.regression_budget = 0.1;
  return options;
}

SequenceResult RunOf(const std::vector<Pool>& steps, const SequenceOptions& options) {
  selection::InlineExecutor executor;
  auto result = SimulateSequence(steps, DefaultSequenceCourses(), options, executor);
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? *std::move(result) : SequenceResult();
}

TEST(SequenceTest, AMassiveRegressionIsFoundAtTheFirstLookAndNothingElseIs) {
  const SequenceResult result = RunOf({PoolWithARegression("one", 2)}, FewReplicates());
  for (std::size_t course = 0; course < result.courses.size(); ++course) {
    for (std::size_t r = 0; r < 10; ++r) {
      const StepOutcome& step = result.At(course, r, 0);
      ASSERT_EQ(step.labels, 200);
      for (std::size_t slice = 0; slice < 4; ++slice) {
        const uint32_t until = step.slices[slice].labels_until_block;
        // What draws without slices may have too few of one at the first look.
        if (slice == 2 && course == 3 && until == 200) continue;
        EXPECT_EQ(until, slice == 2 ? 100 : 0) << result.courses[course].name;
        EXPECT_EQ(step.slices[slice].verdict,
                  slice == 2 ? release::Verdict::kBlock : release::Verdict::kPass);
      }
    }
  }
  const SequenceSummary summary = Summarize(result);
  ASSERT_EQ(summary.steps[0].regressed.size(), 1);
  EXPECT_EQ(summary.steps[0].regressed[0].slice, "slice-2");
  EXPECT_EQ(summary.steps[0].by_course[0].regressed.median, 100);
  EXPECT_EQ(summary.steps[0].by_course[0].found_of_all, 1);
  EXPECT_DOUBLE_EQ(summary.steps[0].by_course[0].decided, 1);
  EXPECT_DOUBLE_EQ(summary.steps[0].by_course[0].false_blocks, 0);
}

TEST(SequenceTest, AReportSaysWhatTakesNoPartAndWhatIsMissing) {
  Pool pool = PoolWithARegression("one", 2);
  pool.task.add_generated("The words stand in.");
  v1::SimulationExclusion& exclusion = *pool.task.add_exclusions();
  exclusion.set_items(7);
  exclusion.set_reason("that are sensitive");
  for (PoolItem& item : pool.items) item.signals.erase("pair_disagreement");
  selection::InlineExecutor executor;
  const auto report = ReportSequence({pool}, DefaultSequenceCourses(), FewReplicates(), executor);
  ASSERT_TRUE(report.ok()) << report.status();
  for (const char* part : {"generated: The words stand in.", "left out: 7 rows: that are sensitive",
                           "missing: No candidate has pair_disagreement: release-evaluation, ",
                           "* release-evaluation finds none of its signals"})
    EXPECT_THAT(report->text, HasSubstr(part));
  for (const char* part :
       {"\"generated\":[\"The words stand in.\"]",
        "\"exclusions\":[{\"reason\":\"that are sensitive\",\"items\":7}]",
        "\"missing_signals\":[\"No candidate", "\"blind_policies\":[\"release-evaluation\""})
    EXPECT_THAT(report->json, HasSubstr(part));
}

TEST(SequenceTest, ACensusBlocksWhatRegressesWhereThereAreEnoughSpeakers) {
  Pool few = PoolWithARegression("few", 2);
  for (PoolItem& item : few.items) {
    if (item.slice == 2) item.cluster = 1 + item.cluster % 2;
  }
  const SequenceResult result = RunOf({PoolWithARegression("many", 2), few}, FewReplicates());
  EXPECT_EQ(result.census[0][2], release::Verdict::kBlock);
  EXPECT_EQ(result.census[0][1], release::Verdict::kPass);
  EXPECT_EQ(result.census[1][2], release::Verdict::kUndecided);
}

TEST(SequenceTest, EachLookHasItsShareOfTheTails) {
  const Pool pool = PoolWithASmallRegression("one");
  SequenceOptions options = FewReplicates();
  options.regression_budget = 0.033;
  options.looks = 1;
  EXPECT_EQ(RunOf({pool}, options).census[0][2], release::Verdict::kBlock);
  options.looks = 40;
  EXPECT_EQ(RunOf({pool}, options).census[0][2], release::Verdict::kUndecided);
}

TEST(SequenceTest, TheNextStepLeansToWhatWasBlockedUntilItPasses) {
  SequenceOptions options = FewReplicates();
  options.steering_weight = 2;
  const SequenceResult result = RunOf({PoolWithARegression("one", 2), PoolWithARegression("two", 9),
                                       PoolWithARegression("three", 9)},
                                      options);
  for (std::size_t r = 0; r < 10; ++r) {
    const StepOutcome& plain = result.At(0, r, 1);
    const StepOutcome& steered = result.At(1, r, 1);
    for (std::size_t slice = 0; slice < 4; ++slice) {
      EXPECT_FALSE(plain.slices[slice].marked);
      EXPECT_EQ(plain.slices[slice].labels, 50);
      EXPECT_FALSE(result.At(1, r, 0).slices[slice].marked);
      EXPECT_EQ(steered.slices[slice].marked, slice == 2);
      // Equal sizes: three times the weight of each of three others.
      EXPECT_NEAR(steered.slices[slice].labels, slice == 2 ? 100 : 33, 1);
      EXPECT_EQ(steered.slices[slice].verdict, release::Verdict::kPass);
      EXPECT_FALSE(result.At(1, r, 2).slices[slice].marked);
    }
  }
}

TEST(SequenceTest, AnUndecidedSliceKeepsItsMarkAndGetsOneOnlyWhereAsked) {
  // Too few speakers for a verdict.
  SequenceOptions options = FewReplicates();
  std::vector<Pool> steps = {PoolWithARegression("one", 2), PoolWithARegression("two", 2),
                             PoolWithARegression("three", 2)};
  for (std::size_t step = 0; step < steps.size(); ++step) {
    for (PoolItem& item : steps[step].items) {
      if (item.slice == 1 || (item.slice == 2 && step == 1)) item.cluster = 1 + item.cluster % 2;
    }
  }
  const SequenceResult result = RunOf(steps, options);
  for (std::size_t r = 0; r < 10; ++r) {
    EXPECT_EQ(result.At(1, r, 1).slices[2].verdict, release::Verdict::kUndecided);
    EXPECT_TRUE(result.At(1, r, 2).slices[2].marked);
    EXPECT_FALSE(result.At(1, r, 1).slices[1].marked);
    EXPECT_TRUE(result.At(2, r, 1).slices[1].marked);
  }
}

TEST(SequenceTest, CoursesOfOneStrategyShareTheFirstStep) {
  SequenceOptions options = FewReplicates();
  options.regression_budget = 0.02;
  const SequenceResult result = RunOf({PoolWithASmallRegression("one")}, options);
  std::set<uint32_t> seen;
  for (std::size_t r = 0; r < 10; ++r) {
    const uint32_t until = result.At(0, r, 0).slices[2].labels_until_block;
    EXPECT_EQ(until, result.At(1, r, 0).slices[2].labels_until_block);
    seen.insert(until);
  }
  EXPECT_GT(seen.size(), 1) << "nothing was left to chance";
}

TEST(SequenceTest, TheResultDoesNotDependOnThreads) {
  const std::vector<Pool> steps = {PoolOf(3, 100), PoolOf(3, 120)};
  SequenceOptions options = FewReplicates();
  options.regression_budget = 0.001;
  const std::string one = SequenceJson(RunOf(steps, options));
  for (const std::size_t threads : {2, 5}) {
    ThreadsExecutor executor(threads);
    const auto other = SimulateSequence(steps, DefaultSequenceCourses(), options, executor);
    ASSERT_TRUE(other.ok());
    EXPECT_EQ(one, SequenceJson(*other));
  }
  ++options.seed;
  EXPECT_NE(one, SequenceJson(RunOf(steps, options)));
}

TEST(SequenceTest, APrefixOfASampleIsUnbiased) {
  const Pool pool = PoolOf(3, 80);
  const Strategy strategy = *FindStrategy("release-evaluation");
  const auto frame = PoolFrame::Make(pool, strategy);
  ASSERT_TRUE(frame.ok());
  const std::vector<selection::SliceFacts> facts((*frame)->slices());
  double truth = 0;
  for (const PoolItem& item : pool.items) truth += item.difference;
  double sum = 0;
  double squares = 0;
  constexpr int kDraws = 3000;
  for (uint64_t seed = 1; seed <= kDraws; ++seed) {
    const auto sample = DrawMasterSample(**frame, {120, seed, facts});
    ASSERT_EQ(sample.size(), 120);
    const auto prefix = LabelledPrefix(pool, sample, 60);
    ASSERT_TRUE(prefix.ok());
    double total = 0;
    for (const Labelled& item : *prefix) total += item.difference / item.drawn.pi;
    sum += total;
    squares += total * total;
  }
  const double mean = sum / kDraws;
  const double error = std::sqrt((squares / kDraws - mean * mean) / kDraws);
  EXPECT_NEAR(mean, truth, 4 * error);
  EXPECT_LT(error, 1);
}

TEST(SequenceTest, WhatCannotBeRunIsRefused) {
  const std::vector<std::pair<const char*, std::function<void(SequenceOptions&)>>> wrong = {
      {"labels_per_step", [](auto& o) { o.labels_per_step = 0; }},
      {"labels are more", [](auto& o) { o.labels_per_step = 5000; }},
      {"looks", [](auto& o) { o.looks = 0; }},
      {"labels_per_day", [](auto& o) { o.labels_per_day = 0; }},
      {"replicates", [](auto& o) { o.replicates = 0; }},
      {"regression_budget", [](auto& o) { o.regression_budget = std::nan(""); }},
      {"steering_weight", [](auto& o) { o.steering_weight = -1; }},
  };
  selection::InlineExecutor executor;
  const std::vector<Pool> steps = {PoolWithARegression("one", 2)};
  for (const auto& [problem, spoil] : wrong) {
    SequenceOptions options = FewReplicates();
    spoil(options);
    const auto result = SimulateSequence(steps, DefaultSequenceCourses(), options, executor);
    EXPECT_EQ(result.status().code(), absl::StatusCode::kInvalidArgument) << problem;
    EXPECT_THAT(std::string(result.status().message()), HasSubstr(problem));
  }
  const auto refuses = [&](std::vector<SequenceCourse> courses) {
    return SimulateSequence(steps, courses, FewReplicates(), executor).status().code() ==
           absl::StatusCode::kInvalidArgument;
  };
  std::vector<SequenceCourse> courses = DefaultSequenceCourses();
  EXPECT_TRUE(refuses({}));
  EXPECT_TRUE(refuses({courses[0], courses[0]}));
  courses[3].steering = Steering::kBlocked;
  EXPECT_TRUE(refuses(courses)) << "random knows no slices";
  courses = DefaultSequenceCourses();
  courses[0].strategy = *FindStrategy("asr-training");
  EXPECT_TRUE(refuses(courses)) << "nine in ten are not drawn at random";
  EXPECT_FALSE(SimulateSequence({}, DefaultSequenceCourses(), FewReplicates(), executor).ok());
}

TEST(SequenceTest, RefusesMoreOutcomesThanItCanHold) {
  selection::InlineExecutor executor;
  SequenceOptions options = FewReplicates();
  options.replicates = UINT32_MAX;
  const auto result = SimulateSequence({PoolWithARegression("first", 2)}, DefaultSequenceCourses(),
                                       options, executor);
  EXPECT_EQ(result.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(result.status().message()), HasSubstr("ask for fewer replicates"));
}

TEST(SequenceTest, AReportTellsStepsSlicesAndSteering) {
  selection::InlineExecutor executor;
  const auto report =
      ReportSequence({PoolWithARegression("first", 2), PoolWithARegression("second", 2)},
                     DefaultSequenceCourses(), FewReplicates(), executor);
  ASSERT_TRUE(report.ok()) << report.status();
  for (const char* part : {"first", "second", "slice-2", "leant to", "random", "never"})
    EXPECT_THAT(report->text, HasSubstr(part));
  for (const char* part : {"\"task\":\"second\"", "\"leant_to\"", "\"labels_median\":100"})
    EXPECT_THAT(report->json, HasSubstr(part));
}

TEST(SequenceTest, RealReleasesAreBlockedWhereTheyRegress) {
  std::vector<Pool> steps;
  for (const char* candidate : {"whisper_md_clin", "whisper_md_gen"}) {
    auto pool = RealPool("afrispeech_asr.csv", "whisper_md", candidate);
    if (!pool.has_value()) GTEST_SKIP() << "afrispeech_asr.csv is not in the folder";
    steps.push_back(*std::move(pool));
  }
  SequenceOptions options;
  options.labels_per_step = 800;
  options.replicates = 6;
  const SequenceResult result = RunOf(steps, options);
  const SequenceSummary summary = Summarize(result);
  for (const StepSummary& step : summary.steps) {
    for (std::size_t course = 0; course < step.by_course.size(); ++course) {
      EXPECT_LE(step.by_course[course].any_false_block, 0.34);
      EXPECT_EQ(step.regressed.back().slice, "librispeech_test_clean/us_english");
      EXPECT_EQ(step.regressed.back().by_course[course].found_share, 1);
    }
    EXPECT_GE(step.by_course[0].found_of_all, step.by_course[3].found_of_all);
  }
  ASSERT_EQ(summary.steering.size(), 2);
  EXPECT_GT(summary.steering[0].leant_to.labels.difference(), 0);
  EXPECT_LT(summary.steering[0].others.labels.difference(), 0);
}

}  // namespace
}  // namespace winnow::simulation
