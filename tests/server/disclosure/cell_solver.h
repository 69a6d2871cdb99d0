// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// CellSolver: what follows from sums that are known, by linear algebra alone.
#ifndef WINNOW_TESTS_SERVER_DISCLOSURE_CELL_SOLVER_H_
#define WINNOW_TESTS_SERVER_DISCLOSURE_CELL_SOLVER_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace winnow::testing {

// Unknowns are numbered from 0. Counts modulo a prime: what follows over the rational numbers
// follows here, and next to never anything else.
class CellSolver {
 public:
  // Coefficients by unknown.
  using Sum = std::map<size_t, int64_t>;

  // The value of this sum is known.
  void Know(const Sum& sum) {
    Row row = Reduce(ToRow(sum));
    if (row.empty()) return;
    const auto [pivot, coefficient] = *row.begin();
    const uint64_t inverse = Power(coefficient, kPrime - 2);
    for (auto& [unknown, value] : row) value = Times(value, inverse);
    for (auto& [other, basis] : basis_) Subtract(basis, pivot, row);
    basis_[pivot] = std::move(row);
  }

  // Whether the value of this sum follows from what is known.
  bool Derives(const Sum& sum) const { return Reduce(ToRow(sum)).empty(); }

 private:
  static constexpr uint64_t kPrime = 2'147'483'647;
  using Row = std::map<size_t, uint64_t>;  // without zeros

  static uint64_t Times(uint64_t a, uint64_t b) { return a * b % kPrime; }
  static uint64_t Power(uint64_t base, uint64_t exponent) {
    uint64_t power = 1;
    for (; exponent > 0; exponent /= 2, base = Times(base, base)) {
      if (exponent % 2 == 1) power = Times(power, base);
    }
    return power;
  }
  static Row ToRow(const Sum& sum) {
    Row row;
    for (const auto& [unknown, coefficient] : sum) {
      const auto prime = static_cast<int64_t>(kPrime);
      const int64_t value = (coefficient % prime + prime) % prime;
      if (value != 0) row[unknown] = static_cast<uint64_t>(value);
    }
    return row;
  }
  // Takes `row`, whose first coefficient is 1, off as often as `target` holds its pivot.
  static void Subtract(Row& target, size_t pivot, const Row& row) {
    const auto found = target.find(pivot);
    if (found == target.end()) return;
    const uint64_t times = kPrime - found->second;
    for (const auto& [unknown, value] : row) {
      uint64_t& sum = target[unknown];
      sum = (sum + Times(times, value)) % kPrime;
      if (sum == 0) target.erase(unknown);
    }
  }
  Row Reduce(Row row) const {
    for (const auto& [pivot, basis] : basis_) Subtract(row, pivot, basis);
    return row;
  }

  std::map<size_t, Row> basis_;  // by pivot; none holds the pivot of another
};

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_SERVER_DISCLOSURE_CELL_SOLVER_H_
