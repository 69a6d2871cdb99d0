// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// How often a gate errs where nothing changed: real frames and differences, the sampler, and a coin
// for each cluster that says which release made them. Without the files the tests are skipped.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/release/decision/looks.h"
#include "server/release/decision/release_decision.h"
#include "server/selection/stable_hash.h"
#include "tests/server/release/coverage.h"
#include "tests/server/release/decision/cluster_world.h"
#include "tests/server/release/real_release.h"
#include "tests/testing/figures.h"
#include "tests/testing/long_form.h"

namespace winnow::release {
namespace {

using selection::Mix;

constexpr uint64_t kLabels = 1000;

// What became of the slices and the release of one evaluation at any of its looks.
struct Trial {
  explicit Trial(std::size_t slices) : evidence(slices), block(slices), pass(slices) {}

  void Add(const ReleaseDecision& decision) {
    blocked = blocked || decision.verdict == Verdict::kBlock;
    for (std::size_t i = 0; i < evidence.size(); ++i) {
      const Finding& finding = decision.findings[i + 1];
      evidence[i] = evidence[i] || finding.evidence == Evidence::kEnough;
      block[i] = block[i] || finding.verdict == Verdict::kBlock;
      pass[i] = pass[i] || finding.verdict == Verdict::kPass;
    }
  }

  bool blocked = false;
  std::vector<bool> evidence;
  std::vector<bool> block;
  std::vector<bool> pass;
};

class Tally {
 public:
  void Add(const Trial& trial) {
    ++releases_;
    blocked_releases_ += trial.blocked ? 1 : 0;
    for (std::size_t i = 0; i < trial.evidence.size(); ++i) {
      slices_ += trial.evidence[i] ? 1 : 0;
      blocked_slices_ += trial.block[i] ? 1 : 0;
      passed_slices_ += trial.pass[i] ? 1 : 0;
    }
  }

  void Add(const Tally& other) {
    releases_ += other.releases_;
    blocked_releases_ += other.blocked_releases_;
    slices_ += other.slices_;
    blocked_slices_ += other.blocked_slices_;
    passed_slices_ += other.passed_slices_;
  }

  double BlockedReleases() const { return blocked_releases_ / releases_; }
  double BlockedSlices() const { return blocked_slices_ / slices_; }
  double PassedSlices() const { return passed_slices_ / slices_; }

  void Print(const std::string& name) const {
    std::printf("%s: %.2f %% of %.0f releases blocked, %.2f %% of %.0f slices, %.2f %% passed\n",
                name.c_str(), 100 * BlockedReleases(), releases_, 100 * BlockedSlices(), slices_,
                100 * PassedSlices());
  }

 private:
  double releases_ = 0;
  double blocked_releases_ = 0;
  double slices_ = 0;  // with evidence
  double blocked_slices_ = 0;
  double passed_slices_ = 0;
};

// How often is looked, and how many looks the rules know of.
struct Looks {
  uint64_t taken = 1;
  uint64_t declared = 1;
};

const RealRelease kReleases[] = {EarningsGoogleAmazon(), AccentsTo("whisper_md_all"),
                                 AgentGoogleMulti()};

// None without the file. `replicates`: of the short form.
std::optional<Tally> Repeat(const RealRelease& release, Looks looks, uint64_t replicates) {
  const auto pool = LoadRelease(release);
  if (!pool) return std::nullopt;
  const uint64_t master = MonteCarloSeed();
  const EvaluationBed bed(pool->utterances);
  DecisionRules rules;
  rules.looks = looks.declared;
  Tally tally;
  for (uint64_t i = 0; i < replicates * (testing::LongForm() ? 10 : 1); ++i) {
    const uint64_t seed = Mix(master, i);
    Evaluation whole = bed.Draw(kLabels, seed);
    TossSigns(whole.drawn, Mix(seed, 1));
    Trial trial(bed.slices());
    for (uint64_t look = 1; look <= looks.taken; ++look) {
      const uint64_t count = *ItemsAtLook(whole.drawn.size(), {look, looks.taken});
      const Evaluation seen = bed.Prefix(whole, count, Mix(seed, 2));
      trial.Add(*DecideRelease(AggregateAndSlices(seen, bed.slices(), 0), rules));
    }
    tally.Add(trial);
  }
  tally.Print(absl::StrCat(release.name, ", looks ", looks.taken, ", declared ", looks.declared));
  return tally;
}

// A run of all files, at one look and over declared ones, publishes what the worst blocks.
class NothingChanged : public ::testing::TestWithParam<RealRelease> {
 protected:
  static void TearDownTestSuite() {
    if (blocked_slices_.files() < 2 * std::ssize(kReleases)) return;
    testing::Publish("releases_false_block",
                     {{"false_block_pct", blocked_slices_.Percent()},
                      {"false_block_release_pct", blocked_releases_.Percent()}});
  }

  void ExpectFewErrors(Looks looks, uint64_t replicates) const {
    const auto tally = Repeat(GetParam(), looks, replicates);
    if (!tally) GTEST_SKIP() << GetParam().file << " is not in " << RealReleaseFolder();
    EXPECT_LE(tally->BlockedSlices(), 0.03);
    EXPECT_LE(tally->BlockedReleases(), 0.05);
    // The change is at the budget, so that to pass is an error as well.
    EXPECT_LE(tally->PassedSlices(), 0.03);
    blocked_slices_.Add(tally->BlockedSlices());
    blocked_releases_.Add(tally->BlockedReleases());
  }

 private:
  static inline WorstFile blocked_slices_{true};
  static inline WorstFile blocked_releases_{true};
};

TEST_P(NothingChanged, BlocksFewSlicesAndReleasesAtOneLook) { ExpectFewErrors({1, 1}, 800); }

TEST_P(NothingChanged, BlocksFewSlicesAndReleasesOverDeclaredLooks) {
  ExpectFewErrors({5, 5}, 200);
}

INSTANTIATE_TEST_SUITE_P(Files, NothingChanged, ::testing::ValuesIn(kReleases),
                         [](const auto& release) { return release.param.name; });

// What the declaration is for, and a sign that the tests above can fail.
TEST(UndeclaredLooks, BlockMoreReleasesThanTheFamilyAllows) {
  Tally all;
  for (const RealRelease& release : kReleases) {
    const auto tally = Repeat(release, {10, 1}, 100);
    if (!tally) GTEST_SKIP() << release.file << " is not in " << RealReleaseFolder();
    all.Add(*tally);
  }
  all.Print("all, ten looks without a correction");
  EXPECT_GT(all.BlockedReleases(), 0.05);
}

}  // namespace
}  // namespace winnow::release
