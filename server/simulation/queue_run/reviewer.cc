// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/queue_run/reviewer.h"

#include <algorithm>
#include <cmath>

#include "server/selection/stable_hash.h"

namespace winnow::simulation {
namespace {

constexpr absl::Duration kDay = absl::Hours(24);

// What a random number of a reviewer is for.
enum ReviewerTrait : uint64_t { kSpeed = 1, kDayStart = 2, kSlices = 3 };

constexpr double kUniformScale = 1.0 / 4294967296.0;

double Uniform(uint64_t key, uint64_t counter) {
  return selection::Uniform32(key, counter) * kUniformScale;
}

std::vector<selection::SliceNo> SlicesOf(double share, std::size_t slices, uint64_t key) {
  if (share >= 1) return {};
  std::vector<selection::SliceNo> taken;
  selection::SliceNo likeliest = 0;
  for (selection::SliceNo slice = 0; slice < slices; ++slice) {
    if (Uniform(key, slice) < share) taken.push_back(slice);
    if (Uniform(key, slice) < Uniform(key, likeliest)) likeliest = slice;
  }
  if (taken.empty()) taken.push_back(likeliest);
  return taken;
}

}  // namespace

double NormalLike(uint64_t key) {
  constexpr int kTerms = 12;
  double sum = 0;
  for (uint64_t i = 0; i < kTerms; ++i) sum += Uniform(key, i);
  return sum - kTerms / 2.0;
}

absl::Duration Reviewer::NextWork(absl::Duration now) const {
  if (working_day >= kDay) return now;
  const absl::Duration midnight = absl::Floor(now, kDay);
  const absl::Duration start = midnight + day_start;
  if (now < start) return start;
  return now < start + working_day ? now : start + kDay;
}

absl::Duration Reviewer::DayEnd(absl::Duration now) const {
  if (working_day >= kDay) return absl::InfiniteDuration();
  return absl::Floor(now, kDay) + day_start + working_day;
}

absl::Duration Reviewer::WorkedBefore(absl::Duration until) const {
  if (working_day >= kDay) return until;
  const absl::Duration midnight = absl::Floor(until, kDay);
  const absl::Duration today =
      std::clamp(until - midnight - day_start, absl::ZeroDuration(), working_day);
  return working_day * absl::FDivDuration(midnight, kDay) + today;
}

std::vector<Reviewer> MakeReviewers(const ReviewerModel& model, std::size_t slices, uint64_t seed) {
  std::vector<Reviewer> reviewers;
  for (uint32_t i = 0; i < model.reviewers; ++i) {
    const uint64_t key = selection::Mix(seed, i);
    Reviewer reviewer;
    const double speed = model.items_per_hour *
                         std::exp(model.speed_spread * NormalLike(selection::Mix(key, kSpeed)));
    // Whole milliseconds, so that no last digit of exp() decides what comes first.
    reviewer.per_item =
        std::max(absl::Floor(absl::Hours(1) / speed, absl::Milliseconds(1)), absl::Milliseconds(1));
    reviewer.day_start =
        absl::Floor(model.day_starts_within * Uniform(key, kDayStart), absl::Seconds(1));
    reviewer.working_day = model.working_day;
    reviewer.slices = SlicesOf(model.slice_share, slices, selection::Mix(key, kSlices));
    reviewers.push_back(std::move(reviewer));
  }
  return reviewers;
}

double WrongDifference(const Pool& pool, const PoolItem& item, uint64_t key) {
  const double bound = pool.BoundOf(item);
  const bool first_half = (key & 1) == 0;
  if (item.difference != 0) return first_half ? 0 : -item.difference;
  const double one = std::min(1.0, bound);
  return first_half ? one : -one;
}

}  // namespace winnow::simulation
