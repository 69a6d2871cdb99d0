// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/labelled_sample.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"

namespace winnow::release {
namespace {

// What is wrong with a drawn item beside what makes an item of the frame wrong; empty if nothing.
absl::string_view ProblemOf(const SampledItem& drawn) {
  if (!(drawn.pi > 0 && drawn.pi <= 1)) {
    return "the inclusion probability must be above 0 and at most 1";
  }
  if (!std::isfinite(drawn.y)) return "the label difference must be a finite number";
  if (!std::isfinite(drawn.reference_words) || drawn.reference_words < 0) {
    return "reference words must be 0 or more";
  }
  if (drawn.outcome != Outcome::kLabelled && (drawn.y != 0 || drawn.reference_words != 0)) {
    return "only a labelled item has a difference and reference words";
  }
  if (drawn.item.bound > 0 && drawn.IsRandom() && drawn.item.size == 0) {
    return "a random draw that can differ needs its size measure";
  }
  if (drawn.item.bound > 0 && !drawn.IsRandom() && drawn.item.size > 0) {
    return "an item drawn with certainty has size measure 0";
  }
  return "";
}

}  // namespace

LabelledSample::LabelledSample(std::vector<SampledItem> items, std::size_t columns)
    : items_(std::move(items)), columns_(columns) {
  std::stable_sort(items_.begin(), items_.end(), [](const SampledItem& a, const SampledItem& b) {
    return a.item.slice < b.item.slice;
  });
}

absl::StatusOr<LabelledSample> LabelledSample::Make(std::vector<SampledItem> items,
                                                    std::size_t columns) {
  for (const SampledItem& drawn : items) {
    if (absl::Status status = CheckItem(drawn.item, columns); !status.ok()) return status;
    if (const absl::string_view problem = ProblemOf(drawn); !problem.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("drawn item of slice ", drawn.item.slice,
                                                     ", cluster ", drawn.item.cluster, ": ",
                                                     problem));
    }
  }
  return LabelledSample(std::move(items), columns);
}

absl::Span<const SampledItem> LabelledSample::Of(uint32_t slice) const {
  const auto first = std::partition_point(
      items_.begin(), items_.end(), [&](const SampledItem& s) { return s.item.slice < slice; });
  const auto last = std::partition_point(
      first, items_.end(), [&](const SampledItem& s) { return s.item.slice == slice; });
  return absl::MakeConstSpan(items_).subspan(static_cast<std::size_t>(first - items_.begin()),
                                             static_cast<std::size_t>(last - first));
}

}  // namespace winnow::release
