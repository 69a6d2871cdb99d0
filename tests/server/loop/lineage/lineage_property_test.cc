// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// TraceLineage over random stories: the ways forward and back agree, whatever happened.
#include <map>
#include <random>

#include "gtest/gtest.h"
#include "tests/server/loop/lineage/lineage_bed.h"
#include "tests/testing/seed.h"

namespace winnow::loop::testing {
namespace {

constexpr int kExam = 30;
constexpr int kTraining = 20;

// A queue of each kind, and whatever people do to them.
class Story {
 public:
  explicit Story(uint32_t seed) : random_(seed) {
    bed_.AddTestable(0, kExam);
    bed_.AddTraining(0, kTraining);
    EXPECT_TRUE(bed_.Create("budget: 8").ok());
    evaluations_.push_back("queues/q/evaluations/1");
  }

  void Tell(int steps) {
    for (int step = 0; step < steps; ++step) {
      switch (Below(6)) {
        case 0:
          Label("queues/q");
          break;
        case 1:
          Label("queues/t");
          break;
        case 2:
          Freeze();
          break;
        case 3:
          Evaluate();
          break;
        case 4:
          Requeue();
          break;
        default:
          Release();
      }
    }
    Freeze();
    Release();
  }

  LineageBed& bed() { return bed_; }
  const std::vector<std::string>& versions() const { return versions_; }
  const std::vector<std::string>& releases() const { return releases_; }

 private:
  int Below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(random_); }

  void Label(const std::string& queue) {
    const auto batch = bed_.Take(absl::StrCat("max_items: 6 queue: '", queue, "'"));
    if (batch.items_size() == 0) return;
    // Some are returned, and some disagree.
    bed_.LabelBatch(batch, 1 + Below(3), [&](const std::string&) { return Below(4) - 1; });
  }
  void Freeze() {
    for (const auto& version : {bed_.FreezeExam(), bed_.FreezeTraining()}) {
      ASSERT_TRUE(version.ok()) << version.status();
      versions_.push_back(version->name());
    }
  }
  void Evaluate() {
    if (Below(2) == 0) {
      bed_.Extend(absl::StrCat("name: '", evaluations_.back(), "' items: 3")).IgnoreError();
      return;
    }
    if (!bed_.Close(static_cast<int>(evaluations_.size())).ok()) return;
    const auto created = bed_.Create("budget: 7");
    if (created.ok()) evaluations_.push_back(created->evaluation().name());
  }
  void Requeue() {
    auto request =
        Text<v1::RequeueItemsRequest>("queue: 'queues/t' relabel_cause: RELABEL_CAUSE_CORRECTION");
    request.add_candidate_ids(absl::StrCat("t", Below(kTraining)));
    bed_.Call(&Loop::dispatch, &Dispatch::RequeueItems, request).IgnoreError();
  }
  void Release() {
    auto release = Text<v1::Release>("baseline_release: 'a' candidate_release: 'b'");
    const std::string id = absl::StrCat("r", releases_.size());
    release.set_name("releases/" + id);
    release.set_evaluation(
        evaluations_[static_cast<size_t>(Below(static_cast<int>(evaluations_.size())))]);
    for (const std::string& version : versions_) {
      if (Below(4) == 0) release.add_datasets(version);
      if (Below(6) == 0) release.add_baseline_datasets(version);
    }
    bed_.PutRelease(release);
    if (Below(2) == 0) bed_.PutVerdict(id, 1, v1::VERDICT_BLOCK);
    releases_.push_back(release.name());
  }

  std::mt19937 random_;
  LineageBed bed_;
  std::vector<std::string> evaluations_;
  std::vector<std::string> versions_;
  std::vector<std::string> releases_;
};

void ExpectBackStepsForward(const Steps& back, const Steps& forward, const std::string& candidate) {
  std::set<std::string> shown;
  for (const v1::LineageStep& step : forward)
    shown.insert(absl::StrCat(LineOf(step), " ", step.digest()));
  for (const v1::LineageStep& step : back) {
    const bool about = step.kind() == v1::LINEAGE_KIND_BATCH ? step.parent() == candidate
                                                             : step.name() == candidate;
    // Labels that were given up stand as they were frozen.
    const bool frozen = step.kind() == v1::LINEAGE_KIND_LABEL && !step.has_time();
    if (!about || frozen) continue;
    EXPECT_TRUE(shown.contains(absl::StrCat(LineOf(step), " ", step.digest())))
        << step.DebugString();
  }
}

TEST(LineageProperty, ForwardFindsAReleaseExactlyWhereTheWayBackFindsTheExample) {
  const uint32_t seed = winnow::testing::Seed();
  SCOPED_TRACE(seed);
  size_t pairs = 0;
  for (uint32_t round = 0; round < 6; ++round) {
    Story story(seed + round);
    story.Tell(30);
    if (round % 2 == 1) story.bed().Restart();
    std::map<std::string, Steps> back;
    for (const auto* names : {&story.releases(), &story.versions()}) {
      for (const std::string& name : *names) back[name] = story.bed().Trace(name);
    }
    for (int i = 0; i < kExam + kTraining; ++i) {
      const std::string candidate = i < kExam ? absl::StrCat("queues/q/candidates/c", i)
                                              : absl::StrCat("queues/t/candidates/t", i - kExam);
      const Steps forward = story.bed().Trace(candidate, 13);
      auto found = NamesOf(forward, v1::LINEAGE_KIND_RELEASE);
      found.merge(NamesOf(forward, v1::LINEAGE_KIND_DATASET));
      for (const auto& [name, steps] : back) {
        const bool is_there = NamesOf(steps, v1::LINEAGE_KIND_CANDIDATE).contains(candidate);
        EXPECT_EQ(found.contains(name), is_there) << candidate << " and " << name;
        pairs += is_there;
        if (is_there) ExpectBackStepsForward(steps, forward, candidate);
      }
    }
  }
  EXPECT_GT(pairs, 100u) << "the stories are not empty";
}

}  // namespace
}  // namespace winnow::loop::testing
