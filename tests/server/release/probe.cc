// probe
#include "server/selection/stable_hash.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "server/release/change_estimate.h"
#include "tests/server/release/evaluation_bed.h"
#include "tests/testing/seed.h"
using namespace winnow::release;
using winnow::selection::Mix;
struct S {
  double n = 0, sum = 0, sq = 0, var = 0, sd = 0;
  double lo = 0, hi = 0, width = 0;
};
TEST(Probe, Frame) {
  uint64_t seed = winnow::testing::Seed();
  printf("seed %lu\n", seed);
  const int kSlices = 8;
  for (uint64_t per : {5, 8, 15, 30, 60}) {
    std::vector<double> ratios, ratios_sd;
    double lo = 0, hi = 0, n = 0;
    double biasz = 0;
    double wsum = 0;
    double alltrue = 0, allest = 0;
    for (int f = 0; f < 4; ++f) {
      std::vector<SpeakerSource> src;
      std::vector<uint64_t> sp;
      winnow::selection::Dice dice(Mix(seed, f));
      for (uint32_t s = 0; s < kSlices; ++s) {
        src.emplace_back(s, Mix(seed, 100 + f));
        sp.push_back(15 + dice.Below(60));
      }
      EvaluationBed bed(Utterances(src, sp));
      std::vector<S> st(kSlices);
      for (int r = 0; r < 400; ++r) {
        Evaluation e = bed.Draw(per * kSlices, Mix(seed, 1000 + r));
        auto totals = EstimateSlices(e, kSlices);
        for (int s = 0; s < kSlices; ++s) {
          ChangeEstimate c = ChangeOf(totals[s]);
          Interval i = *IntervalOf(c, Scope::kFrame, kTail);
          double t = bed.truth()[s].Change();
          double x = totals[s].difference;
          S& q = st[s];
          q.n++;
          q.sum += x;
          q.sq += x * x;
          q.var += totals[s].frame.variance;
          q.sd += std::sqrt(totals[s].frame.variance);
          q.lo += t < i.lower;
          q.hi += t > i.upper;
          q.width += i.upper - i.lower;
        }
      }
      for (int s = 0; s < kSlices; ++s) {
        S& q = st[s];
        double mean = q.sum / q.n, var = q.sq / q.n - mean * mean;
        ratios.push_back(std::sqrt(q.var / q.n / var));
        ratios_sd.push_back(q.sd / q.n / std::sqrt(var));
        lo += q.lo;
        hi += q.hi;
        n += q.n;
        double z = (mean - bed.truth()[s].difference) / std::sqrt(var / q.n);
        biasz += z * z;
        alltrue += bed.truth()[s].difference;
        allest += mean;
        wsum += std::sqrt(var) / bed.truth()[s].reference_words;
      }
    }
    std::sort(ratios.begin(), ratios.end());
    std::sort(ratios_sd.begin(), ratios_sd.end());
    size_t k = ratios.size();
    printf(
        "per %2lu  rms-ratio p10 %.3f med %.3f p90 %.3f | mean-sd p10 %.3f med %.3f p90 %.3f | "
        "cover %.4f below %.4f above %.4f | biasz2 %.2f total bias %.4f sd %.4f\n",
        per, ratios[k / 10], ratios[k / 2], ratios[k * 9 / 10], ratios_sd[k / 10], ratios_sd[k / 2],
        ratios_sd[k * 9 / 10], 1 - (lo + hi) / n, hi / n, lo / n, biasz / k, allest / alltrue - 1,
        wsum / k);
  }
}
TEST(Probe, Traffic) {
  uint64_t seed = winnow::testing::Seed();
  const int kSlices = 8;
  for (uint64_t per : {8, 15, 30, 60}) {
    double lo = 0, hi = 0, n = 0;
    std::vector<double> ratios;
    std::vector<SpeakerSource> src;
    std::vector<uint64_t> sp;
    winnow::selection::Dice dice(Mix(seed, 7));
    std::vector<Truth> truth(kSlices);
    std::vector<S> st(kSlices);
    for (uint32_t s = 0; s < kSlices; ++s) {
      src.emplace_back(s, Mix(seed, 100));
      sp.push_back(12 + dice.Below(40));
      for (int i = 0; i < 20000; ++i)
        for (auto& u : src[s].Next()) {
          truth[s].difference += u.y;
          truth[s].reference_words += u.reference_words;
        }
    }
    for (int r = 0; r < 250; ++r) {
      EvaluationBed bed(Utterances(src, sp));
      Evaluation e = bed.Draw(per * kSlices, Mix(seed, 1000 + r));
      auto totals = EstimateSlices(e, kSlices);
      for (int s = 0; s < kSlices; ++s) {
        ChangeEstimate c = ChangeOf(totals[s]);
        Interval i = *IntervalOf(c, Scope::kTraffic, kTail);
        double t = truth[s].Change();
        S& q = st[s];
        q.n++;
        q.sum += c.change;
        q.sq += c.change * c.change;
        q.var += c.traffic.variance;
        lo += t < i.lower;
        hi += t > i.upper;
        n++;
      }
    }
    for (auto& q : st) {
      double mean = q.sum / q.n, var = q.sq / q.n - mean * mean;
      ratios.push_back(std::sqrt(q.var / q.n / var));
    }
    std::sort(ratios.begin(), ratios.end());
    size_t k = ratios.size();
    printf("traffic per %2lu ratio %.3f med %.3f %.3f cover %.4f below %.4f above %.4f\n", per,
           ratios[0], ratios[k / 2], ratios[k - 1], 1 - (lo + hi) / n, hi / n, lo / n);
  }
}
