// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Monte-Carlo proof that known zeros are drawn as often as manifests say, which is their audit
// share (selection.md S5.4).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/selection/manifest_record.h"
#include "server/selection/prospect.h"
#include "server/selection/sampler.h"
#include "server/selection/stable_hash.h"
#include "tests/server/selection/test_frame.h"

namespace winnow::selection {
namespace {

struct Design {
  std::string name;
  Micros share = kMicrosPerUnit;  // of random draws
  Micros audit = 20'000;
  std::size_t slices = 6;
  std::size_t candidates = 600;
  uint64_t zeros = 40;  // percent
  uint64_t batch = 120;
  int draws = 10'000;
};

void PrintTo(const Design& design, std::ostream* out) { *out << design.name; }

// Mean of a number over many draws, against what it should be.
class Mean {
 public:
  void Add(double value) {
    ++count_;
    sum_ += value;
    squares_ += value * value;
  }
  double Z(double expected) const {
    const double mean = sum_ / count_;
    const double variance = std::max(squares_ / count_ - mean * mean, 1e-12);
    return (mean - expected) / std::sqrt(variance / count_);
  }
  double mean() const { return sum_ / count_; }

 private:
  double count_ = 0;
  double sum_ = 0;
  double squares_ = 0;
};

class KnownZeros : public testing::TestWithParam<Design> {
 protected:
  KnownZeros() : frame_(policy_, MakePool(), 3) {
    for (CandidateNo no = 0; no < GetParam().candidates; ++no) {
      const Prospect prospect = ProspectOf(policy_, frame_.frame(), Request(1), no);
      DrawItem item{.no = no, .arm = prospect.arm};
      item.cell_candidates = prospect.cell_candidates;
      item.cell_expectation = prospect.cell_expectation;
      pi_.push_back(prospect.arm == v1::ARM_UNSPECIFIED ? 0 : ReportedPi(item));
    }
  }

  static CompiledPolicy MakePolicy() {
    CompiledPolicy policy;
    policy.allocation = v1::ALLOCATION_KIND_EQUAL;
    policy.range = {0, 1'000'000};
    policy.exploration.share = GetParam().share;
    policy.exploration.floor = 100'000;
    policy.exploration.size = PiecewiseLinear({{0, 0}, {1'000'000, 5'000'000}});
    policy.exploration.known_zero = KnownZeroRule{0, GetParam().audit};
    return policy;
  }

  // The last slice has nothing but known zeros.
  static Pool MakePool() {
    const Design& design = GetParam();
    Dice dice(11);
    Pool pool;
    for (std::size_t s = 0; s < design.slices; ++s)
      pool.slices.emplace_back().id = absl::StrCat("s", s);
    for (std::size_t i = 0; i < design.candidates; ++i) {
      const std::size_t s = i % design.slices;
      Record record{absl::StrCat("c", i), pool.slices[s].id, 0, {}, 1, false};
      record.known_zero = s + 1 == design.slices || dice.Chance(design.zeros);
      if (!record.known_zero) record.score = static_cast<Micros>(1 + dice.Below(11)) * 90'000;
      pool.records.push_back(record);
    }
    return pool;
  }

  static DrawRequest Request(int seed) {
    return {GetParam().batch, static_cast<uint64_t>(seed), {}};
  }
  DrawResult DrawWith(int seed) const {
    InlineExecutor executor;
    return Draw(policy_, frame_.frame(), Request(seed), executor);
  }

  // As the manifest has it.
  static double ReportedPi(const DrawItem& item) {
    v1::ManifestItem out;
    RecordItem(item, out);
    return out.inclusion_probability();
  }

  bool IsZero(CandidateNo no) const { return frame_.record(no).known_zero; }

  // A label is 0 for a known zero.
  double LabelOf(CandidateNo no) const {
    return IsZero(no) ? 0 : 1 + static_cast<double>(StaticIdHash(frame_.record(no).id) % 100) / 50;
  }

  const CompiledPolicy policy_ = MakePolicy();
  const TestFrame frame_;
  std::vector<double> pi_;  // by candidate
};

TEST_P(KnownZeros, AreDrawnAsOftenAsTheirProbabilitySays) {
  std::vector<int> hits(pi_.size());
  double truth = 0;
  double zeros = 0;
  double expected_zeros = 0;
  for (CandidateNo no = 0; no < pi_.size(); ++no) {
    truth += LabelOf(no);
    zeros += IsZero(no) ? 1 : 0;
    expected_zeros += IsZero(no) ? pi_[no] : 0;
  }
  Mean total;
  Mean estimated_zeros;
  Mean drawn_zeros;
  for (int seed = 1; seed <= GetParam().draws; ++seed) {
    double sums[3] = {};
    for (const DrawItem& item : DrawWith(seed).items) {
      const double pi = ReportedPi(item);
      ASSERT_EQ(pi, pi_[item.no]);
      ++hits[item.no];
      sums[0] += LabelOf(item.no) / pi;
      sums[1] += IsZero(item.no) ? 1 / pi : 0;
      sums[2] += IsZero(item.no) ? 1 : 0;
    }
    total.Add(sums[0]);
    estimated_zeros.Add(sums[1]);
    drawn_zeros.Add(sums[2]);
  }
  double worst = 0;
  for (CandidateNo no = 0; no < pi_.size(); ++no) {
    if (pi_[no] == 0 || pi_[no] == 1) {
      ASSERT_EQ(hits[no], pi_[no] * GetParam().draws);
      continue;
    }
    const double mean = pi_[no] * GetParam().draws;
    worst = std::max(worst, std::abs(hits[no] - mean) / std::sqrt(mean * (1 - pi_[no])));
  }
  std::printf(
      "%s: seeds 1 to %d, %.0f known zeros of which %.3f are drawn (expected %.3f, z %.2f), "
      "their number z %.2f, total z %.2f, worst candidate z %.2f\n",
      GetParam().name.c_str(), GetParam().draws, zeros, drawn_zeros.mean(), expected_zeros,
      drawn_zeros.Z(expected_zeros), estimated_zeros.Z(zeros), total.Z(truth), worst);
  EXPECT_LT(std::abs(drawn_zeros.mean() - expected_zeros), 1e-6 + std::abs(expected_zeros) / 20);
  EXPECT_LT(std::abs(drawn_zeros.Z(expected_zeros)), 4.5);
  EXPECT_LT(std::abs(total.Z(truth)), 4.5);
  EXPECT_LT(std::abs(total.mean() / truth - 1), 0.005);
  if (GetParam().audit > 0) {
    EXPECT_LT(std::abs(estimated_zeros.Z(zeros)), 4.5);
  }
  EXPECT_LT(worst, 6.0);
}

// The part of a slice's random draws that its known zeros expect, unless it has nothing else.
TEST_P(KnownZeros, GetTheirAuditShareAndNoMore) {
  const DrawResult drawn = DrawWith(1);
  for (const SliceLine& line : drawn.lines) {
    double zeros = 0;
    double others = 0;
    double left = 0;  // of the others
    for (CandidateNo no = 0; no < pi_.size(); ++no) {
      // Of EXPLOIT and FILL are those with probability 1.
      if (frame_.record(no).slice != frame_.slice_id(line.slice) || pi_[no] == 1) continue;
      (IsZero(no) ? zeros : others) += pi_[no];
      left += IsZero(no) ? 0 : 1;
    }
    const double explore = static_cast<double>(line.explore) / 4294967296.0;
    if (frame_.slice_id(line.slice) == absl::StrCat("s", GetParam().slices - 1)) {
      EXPECT_NEAR(zeros, explore, 1e-6);
      continue;
    }
    ASSERT_GT(left, explore) << "the others can take all draws";
    EXPECT_NEAR(zeros, explore * static_cast<double>(GetParam().audit) / kMicrosPerUnit, 1e-6);
    EXPECT_NEAR(zeros + others, explore, 1e-6);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Designs, KnownZeros,
    testing::Values(Design{.name = "evaluation"},
                    Design{.name = "one_slot", .slices = 40, .batch = 40},
                    Design{.name = "no_audit", .audit = 0},
                    Design{.name = "half_audit", .audit = 500'000},
                    Design{.name = "training", .share = 300'000},
                    Design{.name = "below_one_slot", .share = 300'000, .slices = 40, .batch = 60},
                    Design{.name = "subcells",
                           .slices = 2,
                           .candidates = 12'000,
                           .zeros = 75,
                           .batch = 1'000,
                           .draws = 600}),
    [](const testing::TestParamInfo<Design>& design) { return design.param.name; });

}  // namespace
}  // namespace winnow::selection
