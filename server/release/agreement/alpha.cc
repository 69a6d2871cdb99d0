// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/agreement/alpha.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>

#include "absl/container/inlined_vector.h"

namespace winnow::release {
namespace {

std::pair<double, double> RangeOfBoth(std::pair<double, double> a, std::pair<double, double> b) {
  return {std::min(a.first, b.first), std::max(a.second, b.second)};
}

}  // namespace

// Chan, Golub and LeVeque, The American Statistician 37, 1983, 242-247.
void AlphaSums::Moments::Add(const Moments& other) {
  if (other.count == 0) return;
  const double total = count + other.count;
  const double delta = other.mean - mean;
  squares += other.squares + delta * delta * count / total * other.count;
  mean += delta * other.count / total;
  count = total;
}

absl::Status AlphaSums::AddUnit(absl::Span<const double> values) {
  for (const double value : values) {
    if (absl::Status status = CheckValue(value); !status.ok()) return status;
  }
  if (values.size() < 2) return absl::OkStatus();
  ++units_;
  values_ += values.size();
  scale_ == Scale::kInterval ? MeasureUnit(values) : CountUnit(values);
  return absl::OkStatus();
}

void AlphaSums::CountUnit(absl::Span<const double> values) {
  // How often each value is there, rising. Units have few values.
  absl::InlinedVector<double, 8> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  absl::InlinedVector<std::pair<double, uint64_t>, 8> here;
  for (const double value : sorted) {
    if (here.empty() || here.back().first != value) here.emplace_back(value, 0);
    ++here.back().second;
  }
  for (auto lower = here.begin(); lower != here.end(); ++lower) {
    counts_[lower->first] += lower->second;
    for (auto higher = std::next(lower); higher != here.end(); ++higher) {
      Meeting meeting{values.size(), 0, 0};
      if (scale_ == Scale::kOrdinal) meeting = {values.size(), lower->first, higher->first};
      meetings_[meeting] += lower->second * higher->second;
    }
  }
}

void AlphaSums::MeasureUnit(absl::Span<const double> values) {
  Moments unit;
  for (const double value : values) {
    unit.Add({1, value, 0});
    range_ = RangeOfBoth(range_.value_or(std::pair(value, value)), {value, value});
  }
  within_ += unit.squares * unit.count / (unit.count - 1);
  moments_.Add(unit);
}

absl::Status AlphaSums::Merge(const AlphaSums& other) {
  if (other.scale_ != scale_) {
    return absl::InvalidArgumentError("values on different scales have no common alpha");
  }
  units_ += other.units_;
  values_ += other.values_;
  for (const auto& [value, count] : other.counts_) counts_[value] += count;
  for (const auto& [meeting, count] : other.meetings_) meetings_[meeting] += count;
  moments_.Add(other.moments_);
  within_ += other.within_;
  if (other.range_.has_value()) range_ = RangeOfBoth(range_.value_or(*other.range_), *other.range_);
  return absl::OkStatus();
}

bool AlphaSums::Varies() const {
  if (scale_ == Scale::kInterval) return range_->first < range_->second;
  return counts_.size() > 1;
}

Alpha AlphaSums::Estimate() const {
  Alpha result{.units = units_, .values = values_};
  if (units_ == 0) return result;
  result.basis = AlphaBasis::kNoVariation;
  if (!Varies()) return result;
  const Disagreement found = scale_ == Scale::kNominal   ? OfNominal()
                             : scale_ == Scale::kOrdinal ? OfOrdinal()
                                                         : OfInterval();
  // Values may differ by so little that the square of it is 0.
  if (!(found.expected > 0)) return result;
  result.basis = AlphaBasis::kDefined;
  result.alpha = 1 - found.observed / found.expected;
  return result;
}

AlphaSums::Disagreement AlphaSums::OfNominal() const {
  const double n = static_cast<double>(values_);
  Disagreement found;
  for (const auto& [meeting, count] : meetings_) {
    found.observed += 2.0 * static_cast<double>(count) / static_cast<double>(meeting.values - 1);
  }
  for (const auto& [value, count] : counts_) {
    found.expected += static_cast<double>(count) * static_cast<double>(values_ - count);
  }
  return {found.observed / n, found.expected / n / (n - 1)};
}

AlphaSums::Disagreement AlphaSums::OfOrdinal() const {
  const double n = static_cast<double>(values_);
  absl::btree_map<double, double> rank;
  Disagreement found;
  double below = 0;
  for (const auto& [value, number] : counts_) {
    const double count = static_cast<double>(number);
    rank[value] = below + count / 2;
    below += count;
    // Mid-ranks have the mean n / 2, and sum_(c, k) n_c n_k (r_c - r_k)^2 is 2 n times the squares
    // around it.
    const double distance = rank[value] - n / 2;
    found.expected += 2 * n * count * distance * distance;
  }
  for (const auto& [meeting, count] : meetings_) {
    const double distance = rank[meeting.higher] - rank[meeting.lower];
    found.observed += 2.0 * static_cast<double>(count) / static_cast<double>(meeting.values - 1) *
                      distance * distance;
  }
  return {found.observed / n, found.expected / n / (n - 1)};
}

// sum_(i != j) (v_i - v_j)^2 of m values is 2 m times the squares around their mean.
AlphaSums::Disagreement AlphaSums::OfInterval() const {
  const double n = moments_.count;
  return {2 * within_ / n, 2 * moments_.squares / (n - 1)};
}

}  // namespace winnow::release
