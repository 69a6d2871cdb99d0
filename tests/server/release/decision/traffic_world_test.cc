// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// TRAFFIC intervals on real releases: a file is the world, its speakers come anew each time, the
// sampler draws from them, and the truth is that of the world. Without the files it is skipped.
#include <gtest/gtest.h>

#include <cstdint>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/release/change_estimate.h"
#include "server/selection/stable_hash.h"
#include "tests/server/release/coverage.h"
#include "tests/server/release/decision/cluster_world.h"
#include "tests/server/release/real_release.h"
#include "tests/testing/figures.h"
#include "tests/testing/long_form.h"

namespace winnow::release {
namespace {

const RealRelease kWorlds[] = {EarningsGoogleAmazon(), AccentsTo("whisper_md_all"),
                               AgentGoogleMulti()};

// A run of all files publishes how much of the worst is covered.
class RealTraffic : public ::testing::TestWithParam<RealRelease> {
 protected:
  static void TearDownTestSuite() {
    if (covered_.files() < std::ssize(kWorlds)) return;
    testing::Publish("releases_traffic_coverage", {{"traffic_coverage_pct", covered_.Percent()}});
  }

  static inline WorstFile covered_{false};
};

// Of the slices with evidence.
void AddSlices(const ClusterWorld& world, const Evaluation& evaluation, Coverage& coverage) {
  const auto slices = static_cast<uint32_t>(world.truth().size());
  const auto estimates = SliceEstimates(evaluation, slices);
  for (uint32_t slice = 0; slice < slices; ++slice) {
    if (EvidenceOf(estimates[slice], DecisionRules()) != Evidence::kEnough) continue;
    coverage.Add(*estimates[slice], Scope::kTraffic, world.truth()[slice].Change());
  }
}

TEST_P(RealTraffic, IsCoveredPerSlice) {
  const RealRelease& release = GetParam();
  const auto pool = LoadRelease(release);
  if (!pool) GTEST_SKIP() << release.file << " is not in " << RealReleaseFolder();
  const uint64_t seed = MonteCarloSeed();
  const ClusterWorld world(pool->utterances);
  Coverage all;
  for (const uint64_t budget : {250, 500, 1000}) {
    Coverage coverage;
    for (uint64_t i = 0; i < (testing::LongForm() ? 1000 : 100); ++i) {
      const EvaluationBed bed(world.Resample(selection::Mix(seed, 2 * i)));
      AddSlices(world, bed.Draw(budget, selection::Mix(seed, 2 * i + 1)), coverage);
    }
    PrintCoverage(absl::StrCat("TRAFFIC, ", release.name, ", ", budget, " labels").c_str(),
                  coverage);
    all.Add(coverage);
  }
  ExpectCovers(absl::StrCat("TRAFFIC, ", release.name).c_str(), all);
  covered_.Add(all.Covered());
}

// Everything that the drawn speakers said is labelled, so that only which speakers came is left to
// chance. One in a hundred for whom a system fails altogether makes that skewed beyond what a t
// interval can know: without that speaker in the sample, nothing tells of the failure.
TEST_P(RealTraffic, OfACensusIsCoveredButForSkewedSpeakers) {
  const RealRelease& release = GetParam();
  const auto pool = LoadRelease(release);
  if (!pool) GTEST_SKIP() << release.file << " is not in " << RealReleaseFolder();
  const uint64_t seed = MonteCarloSeed();
  const ClusterWorld world(pool->utterances);
  Coverage coverage;
  for (uint64_t i = 0; i < (testing::LongForm() ? 2000 : 250); ++i) {
    AddSlices(world, CensusOf(world.Resample(selection::Mix(seed, i))), coverage);
  }
  PrintCoverage(absl::StrCat("TRAFFIC, ", release.name, ", all labels").c_str(), coverage);
  EXPECT_GE(coverage.Covered(), 0.91);
  EXPECT_LE(coverage.Covered(), 0.98);
}

INSTANTIATE_TEST_SUITE_P(Files, RealTraffic, ::testing::ValuesIn(kWorlds),
                         [](const auto& release) { return release.param.name; });

}  // namespace
}  // namespace winnow::release
