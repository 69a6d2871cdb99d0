// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_LABELLED_SAMPLE_H_
#define WINNOW_SERVER_RELEASE_LABELLED_SAMPLE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "server/release/frame_totals.h"

namespace winnow::release {

// What became of a drawn item.
enum class Outcome {
  kLabelled,
  // Audio that nobody can label, decided by a person: it keeps its probability with y = n = 0.
  kUnusable,
  // No label: pending, dead-lettered or never returned. It widens the intervals.
  kMissing,
};

// One drawn item, which is in the frame as well.
struct SampledItem {
  FrameItem item;
  // Inclusion probability: e_c / N_c of a random draw, 1 of EXPLOIT, of FILL, and of what was
  // labelled before the frame was drawn again.
  double pi = 0;
  Outcome outcome = Outcome::kLabelled;
  double y = 0;                // errors of the candidate release less those of the incumbent
  double reference_words = 0;  // n
  bool is_awaited = true;      // of a missing outcome: it can still come

  // What it stands for: M / pi.
  double Weight() const { return item.members / pi; }
  bool IsRandom() const { return pi < 1; }
};

// All drawn items of a frame, checked and sorted by slice. Immutable; safe from many threads.
class LabelledSample {
 public:
  // INVALID_ARGUMENT, naming slice and cluster, for an item that FrameTotals would refuse, pi
  // outside (0, 1], y or n not finite or negative n, y or n without a label; for a random draw that
  // could differ but has no size measure, and for a certain one that has one.
  static absl::StatusOr<LabelledSample> Make(std::vector<SampledItem> items, std::size_t columns);

  absl::Span<const SampledItem> items() const { return items_; }
  absl::Span<const SampledItem> Of(uint32_t slice) const;
  std::size_t columns() const { return columns_; }

 private:
  LabelledSample(std::vector<SampledItem> items, std::size_t columns);

  std::vector<SampledItem> items_;
  std::size_t columns_;
};

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_LABELLED_SAMPLE_H_
