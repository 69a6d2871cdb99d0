// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/agreement/anchor_sums.h"

#include "absl/strings/str_cat.h"
#include "server/release/agreement/scale.h"

namespace winnow::release {

namespace {

absl::Status InTwoClusters(const std::string& name, const AnchorSums::Anchor& anchor,
                           const std::string& other) {
  return absl::InvalidArgumentError(absl::StrCat("anchor ", name, " is in two clusters, '",
                                                 anchor.cluster, "' and '", other, "'"));
}

}  // namespace

absl::Status AnchorSums::CheckCluster(const std::string& anchor, const std::string& cluster) const {
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end() || found->second.cluster == cluster) return absl::OkStatus();
  return InTwoClusters(anchor, found->second, cluster);
}

absl::Status AnchorSums::Add(const AnchorValue& value) {
  for (const double number : {value.amount, value.denominator}) {
    if (absl::Status status = CheckValue(number); !status.ok()) return status;
  }
  if (value.denominator < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("anchor ", value.anchor, " has a denominator below 0"));
  }
  const auto [found, fresh] = anchors_.try_emplace(value.anchor);
  Anchor& anchor = found->second;
  if (fresh) anchor.cluster = value.cluster;
  if (anchor.cluster != value.cluster) return InTwoClusters(value.anchor, anchor, value.cluster);
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
