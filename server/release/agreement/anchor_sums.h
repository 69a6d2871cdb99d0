// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_AGREEMENT_ANCHOR_SUMS_H_
#define WINNOW_SERVER_RELEASE_AGREEMENT_ANCHOR_SUMS_H_

#include <map>
#include <string>

#include "absl/status/status.h"

namespace winnow::release {

// What a vendor made of a shared anchor, an item that several vendors label without knowing it.
struct AnchorValue {
  std::string vendor;
  std::string anchor;
  // What anchors have in common, as a conversation or speaker: anchors of one cluster are no
  // independent evidence. Empty: the anchor stands alone.
  std::string cluster;
  double amount = 0;       // the value of the label; word errors
  double denominator = 1;  // words, where a rate is compared; the same throughout, where a mean is
};

// Shared anchors with what each vendor made of them. Memory: anchors times vendors. Merges in any
// order and grouping, up to rounding. Not thread-safe.
class AnchorSums {
 public:
  // Labels of one vendor on one anchor.
  struct Labels {
    double count = 0;
    double amount = 0;
    double denominator = 0;
  };

  struct Anchor {
    std::string cluster;
    std::map<std::string, Labels> vendors;
  };

  // Several labels of one vendor on one anchor enter with their mean. INVALID_ARGUMENT for an
  // amount that CheckValue refuses, a denominator that it refuses or that is negative, an anchor
  // that is in another cluster. The sums are as before then.
  absl::Status Add(const AnchorValue& value);

  // INVALID_ARGUMENT for an anchor that is in another cluster there; nothing is added then.
  absl::Status Merge(const AnchorSums& other);

  const std::map<std::string, Anchor>& anchors() const { return anchors_; }

 private:
  absl::Status CheckCluster(const std::string& anchor, const std::string& cluster) const;

  std::map<std::string, Anchor> anchors_;
};

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_AGREEMENT_ANCHOR_SUMS_H_
