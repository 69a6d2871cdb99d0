// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// How often a gate errs where nothing changed: real frames and differences, the sampler, and a coin
// for each cluster that says which release made them. Without the files the tests are skipped.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "server/release/decision/looks.h"
#include "server/release/decision/release_decision.h"
#include "server/selection/stable_hash.h"
#include "tests/server/release/coverage.h"
#include "tests/server/release/decision/cluster_world.h"
#include "tests/server/release/real_release.h"
#include "tests/testing/long_form.h"

namespace winnow::release {
namespace {

using selection::Mix;

// Decisions over repeated evaluations.
struct Tally {
  double releases = 0;
  double blocked_releases = 0;
  double slices = 0;  // with evidence
  double blocked_slices = 0;
  double passed_slices = 0;

  double BlockedReleases() const { return blocked_releases / releases; }
  double BlockedSlices() const { return blocked_slices / slices; }
  double PassedSlices() const { return passed_slices / slices; }
};

void Print(const std::string& name, const Tally& tally) {
  std::printf(
      "%s: of %.0f slices %.2f %% blocked and %.2f %% passed, of %.0f releases %.2f %% blocked\n",
      name.c_str(), tally.slices, 100 * tally.BlockedSlices(), 100 * tally.PassedSlices(),
      tally.releases, 100 * tally.BlockedReleases());
}

class NothingChanged : public ::testing::TestWithParam<RealRelease> {
 protected:
  // Looks `looks` times, each at the tails of `declared` looks.
  Tally Run(const EvaluationBed& bed, uint64_t looks, uint64_t declared, uint64_t replicates) {
    DecisionRules rules;
    rules.looks = declared;
    Tally tally;
    for (uint64_t replicate = 0; replicate < replicates; ++replicate) {
      const uint64_t seed = Mix(seed_, replicate);
      Evaluation whole = bed.Draw(1000, seed);
      TossSigns(whole.drawn, seed);
      bool blocked = false;
      std::vector<bool> slice_blocked(bed.slices());
      std::vector<bool> slice_passed(bed.slices());
      std::vector<bool> has_evidence(bed.slices());
      for (uint64_t look = 1; look <= looks; ++look) {
        const Evaluation prefix =
            bed.Prefix(whole, *ItemsAtLook(whole.drawn.size(), {look, looks}), Mix(seed, 1));
        const auto decision = DecideRelease(AggregateAndSlices(prefix, bed.slices(), 0), rules);
        blocked = blocked || decision->verdict == Verdict::kBlock;
        for (std::size_t i = 0; i < bed.slices(); ++i) {
          const Finding& finding = decision->findings[i + 1];
          has_evidence[i] = has_evidence[i] || finding.evidence == Evidence::kEnough;
          slice_blocked[i] = slice_blocked[i] || finding.verdict == Verdict::kBlock;
          slice_passed[i] = slice_passed[i] || finding.verdict == Verdict::kPass;
        }
      }
      ++tally.releases;
      tally.blocked_releases += blocked ? 1 : 0;
      for (std::size_t i = 0; i < bed.slices(); ++i) {
        tally.slices += has_evidence[i] ? 1 : 0;
        tally.blocked_slices += slice_blocked[i] ? 1 : 0;
        tally.passed_slices += slice_passed[i] ? 1 : 0;
      }
    }
    return tally;
  }

  uint64_t seed_ = MonteCarloSeed();
  uint64_t replicates_ = testing::LongForm() ? 4000 : 300;
};

TEST_P(NothingChanged, BlocksFewSlicesAndReleases) {
  const RealRelease& release = GetParam();
  const auto pool = LoadRelease(release);
  if (!pool) GTEST_SKIP() << release.file << " is not in " << RealReleaseFolder();
  const EvaluationBed bed(pool->utterances);
  const Tally once = Run(bed, 1, 1, replicates_);
  Print(release.name + ", one look", once);
  const Tally declared = Run(bed, 5, 5, replicates_);
  Print(release.name + ", five declared", declared);
  const Tally undeclared = Run(bed, 10, 1, replicates_);
  Print(release.name + ", ten undeclared", undeclared);
}

INSTANTIATE_TEST_SUITE_P(Files, NothingChanged,
                         ::testing::Values(EarningsGoogleAmazon(), AccentsTo("whisper_md_all"),
                                           AgentGoogleMulti()),
                         [](const auto& release) { return release.param.name; });

}  // namespace
}  // namespace winnow::release
