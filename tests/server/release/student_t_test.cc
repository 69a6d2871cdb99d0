// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/student_t.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace winnow::release {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Published {
  double degrees;
  double tail;
  double quantile;
};

// As R's qt() and scipy.stats.t.ppf() print them; published tables agree in the three digits that
// they give.
constexpr Published kPublished[] = {
    {1, 0.025, 12.706204736432095},  {2, 0.025, 4.302652729911275},
    {3, 0.025, 3.182446305284263},   {4, 0.025, 2.7764451051977987},
    {5, 0.025, 2.5705818356363146},  {10, 0.025, 2.2281388519649385},
    {30, 0.025, 2.0422724563012373}, {100, 0.025, 1.9839715185235518},
    {10, 0.005, 3.169272672616953},  {1, 0.005, 63.65674116287399},
};

TEST(StudentT, QuantilesAreThePublishedOnes) {
  for (const Published& row : kPublished) {
    EXPECT_NEAR(StudentTQuantile(row.tail, row.degrees), row.quantile, 1e-6 * row.quantile)
        << row.degrees << " degrees, tail " << row.tail;
  }
}

TEST(StudentT, QuantilesAreTheClosedFormsOfOneTwoAndFourDegrees) {
  for (const double tail : {0.4, 0.2, 0.05, 0.025, 0.001, 1e-6, 1e-9}) {
    const double p = 1 - 2 * tail;
    const double alpha = 4 * tail * (1 - tail);
    const double q = std::cos(std::acos(std::sqrt(alpha)) / 3) / std::sqrt(alpha);
    EXPECT_NEAR(StudentTQuantile(tail, 1) * std::tan(kPi * tail), 1, 1e-9) << tail;
    EXPECT_NEAR(StudentTQuantile(tail, 2) / (p * std::sqrt(2 / alpha)), 1, 1e-9) << tail;
    EXPECT_NEAR(StudentTQuantile(tail, 4) / (2 * std::sqrt(q - 1)), 1, 1e-9) << tail;
  }
}

// Simpson's rule over the density without its constant, which the whole integral gives.
double IntegratedTail(double t, double degrees) {
  const auto integral = [&](double from, double to) {
    constexpr int kSteps = 20'000;
    const double step = (to - from) / kSteps;
    double sum = 0;
    for (int i = 0; i <= kSteps; ++i) {
      // With t = tan(x), infinity is at pi / 2, where the density is 0.
      const double x = from + i * step;
      const double u = std::tan(std::min(x, kPi / 2 - 1e-9));
      const double density = std::pow(1 + u * u / degrees, -(degrees + 1) / 2) * (1 + u * u);
      sum += density * (i == 0 || i == kSteps ? 1 : i % 2 == 1 ? 4 : 2);
    }
    return sum * step / 3;
  };
  return integral(std::atan(t), kPi / 2) / integral(0, kPi / 2) / 2;
}

TEST(StudentT, TailsAreTheIntegralOfTheDensityForDegreesThatAreNoWholeNumbersToo) {
  for (const double degrees : {1.0, 1.5, 3.7, 6.0, 11.3, 29.0, 240.0}) {
    for (const double t : {0.0, 0.1, 0.9, 1.7, 2.6, 6.0}) {
      EXPECT_NEAR(StudentTTail(t, degrees), IntegratedTail(t, degrees), 1e-8)
          << degrees << " degrees, t " << t;
    }
  }
}

TEST(StudentT, QuantilesInvertTheTail) {
  for (const double degrees : {1.0, 2.5, 7.0, 40.0, 1e4, 1e6}) {
    for (const double tail : {0.5, 0.49, 0.3, 0.1, 0.0125, 1e-4, 1e-8}) {
      EXPECT_NEAR(StudentTTail(StudentTQuantile(tail, degrees), degrees) / tail, 1, 1e-8)
          << degrees << " degrees, tail " << tail;
    }
  }
}

TEST(StudentT, FallsToTheNormalQuantileAsDegreesGrow) {
  constexpr double kNormal = 1.959963984540054;
  double last = kInfinity;
  for (const double degrees : {1.0, 2.0, 5.0, 20.0, 100.0, 1e4, 1e6}) {
    const double t = StudentTQuantile(0.025, degrees);
    EXPECT_LT(t, last);
    last = t;
  }
  EXPECT_NEAR(StudentTQuantile(0.025, kInfinity), kNormal, 3e-6);
}

TEST(StudentT, KnowsNothingWithoutDegreesAndRefusesImpossibleTails) {
  EXPECT_EQ(StudentTQuantile(0.025, 0), kInfinity);
  EXPECT_EQ(StudentTQuantile(0.025, -1), kInfinity);
  EXPECT_TRUE(std::isnan(StudentTQuantile(0, 5)));
  EXPECT_TRUE(std::isnan(StudentTQuantile(0.6, 5)));
  EXPECT_TRUE(std::isnan(StudentTQuantile(std::nan(""), 5)));
  EXPECT_TRUE(std::isnan(StudentTQuantile(0.025, std::nan(""))));
  EXPECT_NEAR(StudentTQuantile(0.5, 5), 0, 1e-12);
  EXPECT_EQ(StudentTTail(kInfinity, 5), 0);
}

}  // namespace
}  // namespace winnow::release
