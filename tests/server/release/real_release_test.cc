// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// FRAME intervals on real releases, by repeated draws. Without the files the test is skipped. A run
// of all of them publishes how much of the worst is covered.
#include "tests/server/release/real_release.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/release/change_estimate.h"
#include "server/selection/stable_hash.h"
#include "tests/server/release/coverage.h"
#include "tests/server/release/evaluation_bed.h"
#include "tests/testing/figures.h"
#include "tests/testing/long_form.h"

namespace winnow::release {
namespace {

RealRelease EarningsKaldiEspnet() {
  RealRelease release = EarningsGoogleAmazon();
  release.name = "EarningsKaldiEspnet";
  release.incumbent = "rev_kaldi";
  release.candidate = "rev_espnet";
  release.committee = {"microsoft", "speechmatics", "google", "amazon"};
  return release;
}

// Adds the slices that the draw left 5 or more draws.
void AddSlices(const EvaluationBed& bed, const Evaluation& evaluation, Coverage& coverage) {
  const std::vector<DomainTotals> totals = EstimateSlices(evaluation, bed.slices());
  for (uint32_t slice = 0; slice < bed.slices(); ++slice) {
    if (totals[slice].counts.random_draws < 5) continue;
    coverage.Add(ChangeOf(totals[slice]), Scope::kFrame, bed.truth()[slice].Change());
  }
}

const RealRelease kFrames[] = {EarningsGoogleAmazon(),      EarningsKaldiEspnet(),
                               AccentsTo("whisper_md_all"), AccentsTo("whisper_md_clin"),
                               AccentsTo("whisper_lg"),     AgentGoogleMulti()};

class RealFrame : public ::testing::TestWithParam<RealRelease> {
 protected:
  static void TearDownTestSuite() {
    if (covered_.files() < std::ssize(kFrames)) return;
    testing::Publish("releases_coverage", {{"coverage_pct", covered_.Percent()}});
  }

  static inline WorstFile covered_{false};
};

TEST_P(RealFrame, IsCoveredPerSlice) {
  const RealRelease& release = GetParam();
  const auto pool = LoadRelease(release);
  if (!pool) GTEST_SKIP() << release.file << " is not in " << RealReleaseFolder();
  const uint64_t seed = MonteCarloSeed();
  const EvaluationBed bed(pool->utterances);
  ASSERT_GT(bed.slices(), 10u);
  Coverage all;
  for (const uint64_t budget : {250, 500, 1000}) {
    Coverage coverage;
    for (uint64_t replicate = 0; replicate < (testing::LongForm() ? 1000 : 100); ++replicate) {
      AddSlices(bed, bed.Draw(budget, selection::Mix(seed, replicate)), coverage);
    }
    PrintCoverage(absl::StrCat(release.name, ", ", budget, " labels").c_str(), coverage);
    all.Add(coverage);
  }
  ExpectCovers(release.name.c_str(), all);
  covered_.Add(all.Covered());
}

INSTANTIATE_TEST_SUITE_P(Files, RealFrame, ::testing::ValuesIn(kFrames),
                         [](const auto& release) { return release.param.name; });

}  // namespace
}  // namespace winnow::release
