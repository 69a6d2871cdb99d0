// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// Monte-Carlo proof of TRAFFIC intervals with the sampler itself (S10): speakers are drawn anew,
// and the truth is that of all the speakers there could be.
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/release/change_estimate.h"
#include "server/selection/stable_hash.h"
#include "tests/server/release/coverage.h"
#include "tests/server/release/evaluation_bed.h"
#include "tests/testing/figures.h"

namespace winnow::release {
namespace {

using selection::Mix;

constexpr uint32_t kSlices = 6;

class TrafficInterval : public ::testing::Test {
 protected:
  TrafficInterval() : seed_(MonteCarloSeed()) {
    selection::Dice dice(seed_);
    for (uint32_t slice = 0; slice < kSlices; ++slice) {
      sources_.emplace_back(slice, seed_, 0.1);
      speakers_.push_back(12 + dice.Below(40));
      truth_.push_back(TruthOf(SpeakerSource(slice, seed_, 0.1)));
    }
  }

  // Over so many speakers that its own error does not matter.
  static Truth TruthOf(SpeakerSource source) {
    Truth truth;
    for (int i = 0; i < 8000; ++i) {
      for (const Utterance& said : source.Next()) {
        truth.difference += said.item.members * said.y;
        truth.reference_words += said.item.members * said.reference_words;
      }
    }
    return truth;
  }

  uint64_t seed_;
  std::vector<SpeakerSource> sources_;
  std::vector<uint64_t> speakers_;
  std::vector<Truth> truth_;
};

TEST_F(TrafficInterval, CoversPerSliceWhereAFrameIntervalIsTooShort) {
  Coverage traffic;
  Coverage frame;
  std::vector<Spread> spreads(3 * kSlices);
  std::size_t setting = 0;
  for (const uint64_t draws : {10, 25, 60}) {
    Coverage coverage;
    for (uint64_t replicate = 0; replicate < 300; ++replicate) {
      const EvaluationBed bed(Utterances(sources_, speakers_));
      const auto totals =
          EstimateSlices(bed.Draw(draws * kSlices, Mix(seed_, 100 + replicate)), kSlices);
      for (uint32_t slice = 0; slice < kSlices; ++slice) {
        const ChangeEstimate change = ChangeOf(totals[slice]);
        const double truth = truth_[slice].Change();
        coverage.Add(change, Scope::kTraffic, truth);
        if (draws == 60) frame.Add(change, Scope::kFrame, truth);
        spreads[setting * kSlices + slice].Add(change.change, change.traffic.variance);
      }
    }
    PrintCoverage(absl::StrCat("TRAFFIC, ", draws, " draws a slice").c_str(), coverage);
    traffic.Add(coverage);
    ++setting;
  }
  ExpectCovers("TRAFFIC, slices", traffic);
  testing::Publish("releases_synthetic_traffic_coverage",
                   {{"synthetic_traffic_coverage_pct", 100 * traffic.Covered()}});
  ExpectCalibrated("TRAFFIC, slices", spreads);
  PrintCoverage("FRAME intervals taken for TRAFFIC ones, 60 draws a slice", frame);
  EXPECT_LT(frame.Covered(), 0.93) << "this population cannot tell the two apart";
}

}  // namespace
}  // namespace winnow::release
