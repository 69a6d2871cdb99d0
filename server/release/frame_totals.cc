// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/frame_totals.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"

namespace winnow::release {
namespace {

absl::Status Wrong(const FrameItem& item, absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("item of slice ", item.slice, ", cluster ", item.cluster, ": ", what));
}

bool IsAmount(double value) { return std::isfinite(value) && value >= 0; }

}  // namespace

absl::Status CheckItem(const FrameItem& item, std::size_t columns) {
  if (item.x.size() != columns) {
    return Wrong(item, absl::StrCat("has ", item.x.size(), " regressors, not ", columns));
  }
  for (const double value : item.x) {
    if (!std::isfinite(value)) return Wrong(item, "regressors must be finite numbers");
  }
  if (!std::isfinite(item.members) || item.members < 1)
    return Wrong(item, "members must be at least 1");
  if (!IsAmount(item.incumbent_words)) return Wrong(item, "incumbent words must be 0 or more");
  if (!IsAmount(item.bound)) return Wrong(item, "the bound of the label must be 0 or more");
  if (!IsAmount(item.size)) return Wrong(item, "the size measure must be 0 or more");
  return absl::OkStatus();
}

absl::Status FrameTotals::Add(const FrameItem& item) {
  if (const absl::Status status = CheckItem(item, columns_); !status.ok()) return status;
  SliceSums& slice = slices_[item.slice];
  ClusterSums& cluster = slice.clusters[item.cluster];
  cluster.incumbent_words += item.members * item.incumbent_words;
  cluster.x.resize(columns_);
  for (std::size_t i = 0; i < columns_; ++i) cluster.x[i] += item.members * item.x[i];
  slice.size += item.size;
  if (item.size > 0) {
    slice.bound_per_size = std::max(slice.bound_per_size, item.members * item.bound / item.size);
  } else if (item.bound > 0) {
    ++slice.certain;
  }
  return absl::OkStatus();
}

const SliceSums* FrameTotals::Find(uint32_t slice) const {
  const auto found = slices_.find(slice);
  return found != slices_.end() ? &found->second : nullptr;
}

}  // namespace winnow::release
