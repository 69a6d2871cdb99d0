// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// TRAFFIC intervals on real releases: a file is the world, its speakers come anew each time, the
// sampler draws from them, and the truth is that of the world. Without the files it is skipped.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/release/change_estimate.h"
#include "server/selection/stable_hash.h"
#include "tests/server/release/coverage.h"
#include "tests/server/release/decision/cluster_world.h"
#include "tests/server/release/real_release.h"
#include "tests/testing/long_form.h"

namespace winnow::release {
namespace {

class RealTraffic : public ::testing::TestWithParam<RealRelease> {};

TEST_P(RealTraffic, IsCoveredPerSlice) {
  const RealRelease& release = GetParam();
  const auto pool = LoadRelease(release);
  if (!pool) GTEST_SKIP() << release.file << " is not in " << RealReleaseFolder();
  const uint64_t seed = MonteCarloSeed();
  const uint64_t replicates = testing::LongForm() ? 1000 : 60;
  const ClusterWorld world(pool->utterances);
  const DecisionRules rules;
  Coverage all;
  Coverage aggregate;
  for (const uint64_t budget : {250, 500, 1000}) {
    Coverage coverage;
    Coverage by[4];
    for (uint64_t replicate = 0; replicate < replicates; ++replicate) {
      const EvaluationBed bed(world.Resample(selection::Mix(seed, 2 * replicate)));
      const Evaluation evaluation = bed.Draw(budget, selection::Mix(seed, 2 * replicate + 1));
      const auto estimates = SliceEstimates(evaluation, bed.slices());
      for (uint32_t slice = 0; slice < bed.slices(); ++slice) {
        if (EvidenceOf(estimates[slice], rules) != Evidence::kEnough) continue;
        coverage.Add(*estimates[slice], Scope::kTraffic, world.truth()[slice].Change());
        const auto g = estimates[slice]->sampled_clusters;
        by[g < 10   ? 0
           : g < 15 ? 1
           : g < 30 ? 2
                    : 3]
            .Add(*estimates[slice], Scope::kTraffic, world.truth()[slice].Change());
      }
    }
    PrintCoverage(absl::StrCat("TRAFFIC, ", release.name, ", ", budget, " labels").c_str(),
                  coverage);
    for (int i = 0; i < 4; ++i) PrintCoverage(absl::StrCat("   ", i).c_str(), by[i]);
    all.Add(coverage);
  }
  ExpectCovers(absl::StrCat("TRAFFIC, ", release.name).c_str(), all);
}

INSTANTIATE_TEST_SUITE_P(Files, RealTraffic,
                         ::testing::Values(EarningsGoogleAmazon(), AccentsTo("whisper_md_all"),
                                           AgentGoogleMulti()),
                         [](const auto& release) { return release.param.name; });

}  // namespace
}  // namespace winnow::release
