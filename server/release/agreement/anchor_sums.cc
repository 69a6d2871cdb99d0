// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/agreement/anchor_sums.h"

#include "absl/strings/str_cat.h"
#include "server/release/agreement/scale.h"

namespace winnow::release {

absl::Status AnchorSums::CheckCluster(const std::string& anchor, const std::string& cluster) const {
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end() || found->second.cluster == cluster) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("anchor ", anchor, " is in two clusters, '",
                                                 found->second.cluster, "' and '", cluster, "'"));
}

absl::Status AnchorSums::Add(const AnchorValue& value) {
  for (const double number : {value.amount, value.denominator}) {
    if (absl::Status status = CheckValue(number); !status.ok()) return status;
  }
  if (value.denominator < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("anchor ", value.anchor, " has a denominator below 0"));
  }
  if (absl::Status status = CheckCluster(value.anchor, value.cluster); !status.ok()) return status;
  Anchor& anchor = anchors_[value.anchor];
  anchor.cluster = value.cluster;
  Labels& labels = anchor.vendors[value.vendor];
  ++labels.count;
  labels.amount += value.amount;
  labels.denominator += value.denominator;
  return absl::OkStatus();
}

absl::Status AnchorSums::Merge(const AnchorSums& other) {
  for (const auto& [name, anchor] : other.anchors_) {
    if (absl::Status status = CheckCluster(name, anchor.cluster); !status.ok()) return status;
  }
  for (const auto& [name, anchor] : other.anchors_) {
    Anchor& mine = anchors_[name];
    mine.cluster = anchor.cluster;
    for (const auto& [vendor, labels] : anchor.vendors) {
      Labels& sums = mine.vendors[vendor];
      sums.count += labels.count;
      sums.amount += labels.amount;
      sums.denominator += labels.denominator;
    }
  }
  return absl::OkStatus();
}

}  // namespace winnow::release
