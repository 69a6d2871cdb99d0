// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/greg.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace winnow::release {
namespace {

constexpr double kUnexplained = 1e-9;

// The normal equations of weighted least squares.
struct NormalEquations {
  std::size_t columns = 0;
  std::size_t rows = 0;          // that say something of any column
  std::vector<double> squares;   // columns x columns: sums of w x_i x_j
  std::vector<double> products;  // sums of w x_i y

  double& Square(std::size_t i, std::size_t j) { return squares[i * columns + j]; }
};

NormalEquations EquationsOf(const LabelledSample& sample) {
  const std::size_t columns = sample.columns();
  NormalEquations equations = {columns, 0, std::vector<double>(columns * columns),
                               std::vector<double>(columns)};
  for (const SampledItem& drawn : sample.items()) {
    const Regressors& x = drawn.item.x;
    const bool is_zero = std::all_of(x.begin(), x.end(), [](double v) { return v == 0; });
    if (drawn.outcome == Outcome::kMissing || is_zero) continue;
    ++equations.rows;
    for (std::size_t i = 0; i < columns; ++i) {
      equations.products[i] += drawn.Weight() * x[i] * drawn.y;
      for (std::size_t j = 0; j < columns; ++j) {
        equations.Square(i, j) += drawn.Weight() * x[i] * x[j];
      }
    }
  }
  return equations;
}

// One step of Gauss-Jordan elimination.
void Eliminate(std::size_t pivot, NormalEquations& equations) {
  for (std::size_t i = 0; i < equations.columns; ++i) {
    if (i == pivot) continue;
    const double factor = equations.Square(i, pivot) / equations.Square(pivot, pivot);
    for (std::size_t j = 0; j < equations.columns; ++j) {
      equations.Square(i, j) -= factor * equations.Square(pivot, j);
    }
    equations.products[i] -= factor * equations.products[pivot];
  }
}

// The matrix is positive definite but for the columns that are dropped, so that no rows need to be
// exchanged.
Regressors Solve(NormalEquations equations) {
  const NormalEquations whole = equations;
  const std::size_t most = equations.rows / kLabelsPerColumn;
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < equations.columns && kept.size() < most; ++i) {
    const double all = whole.squares[i * whole.columns + i];
    if (equations.Square(i, i) <= kUnexplained * all) continue;
    Eliminate(i, equations);
    kept.push_back(i);
  }
  Regressors coefficients(equations.columns, 0);
  for (const std::size_t i : kept) coefficients[i] = equations.products[i] / equations.Square(i, i);
  return coefficients;
}

}  // namespace

double Greg::Predict(absl::Span<const double> x) const {
  double sum = 0;
  for (std::size_t i = 0; i < coefficients.size(); ++i) sum += coefficients[i] * x[i];
  return sum;
}

absl::StatusOr<Greg> FitGreg(const LabelledSample& sample) {
  NormalEquations equations = EquationsOf(sample);
  const auto is_finite = [](double value) { return std::isfinite(value); };
  if (!std::all_of(equations.squares.begin(), equations.squares.end(), is_finite) ||
      !std::all_of(equations.products.begin(), equations.products.end(), is_finite)) {
    return absl::InvalidArgumentError("regressors or differences are too large: scale them down");
  }
  return Greg{Solve(std::move(equations))};
}

}  // namespace winnow::release
