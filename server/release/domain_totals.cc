// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/domain_totals.h"

#include <cmath>
#include <set>
#include <utility>

#include "absl/container/btree_map.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "server/release/frame_variance.h"
#include "server/release/missing_label.h"

namespace winnow::release {
namespace {

// Adds up one domain, slice by slice.
class Accumulation {
 public:
  explicit Accumulation(const Greg& greg) : greg_(greg) {}

  absl::Status AddSlice(uint32_t number, const SliceSums& slice,
                        absl::Span<const SampledItem> drawn) {
    for (const auto& [key, sums] : slice.clusters) {
      ClusterEstimate& cluster = clusters_[key];
      cluster.difference += greg_.Predict(sums.x);
      cluster.reference_words += sums.incumbent_words;  // scaled by the ratio in the end
    }
    uint64_t certain = 0;
    for (const SampledItem& item : drawn) {
      if (!slice.clusters.contains(item.item.cluster)) {
        return absl::InvalidArgumentError(absl::StrCat("a drawn item of slice ", number,
                                                       ", cluster ", item.item.cluster,
                                                       ", is not in the frame"));
      }
      certain += !item.IsRandom() && item.item.bound > 0 ? 1 : 0;
      drawn_.push_back(&item);
      Count(item);
      if (item.outcome == Outcome::kMissing) continue;
      decided_reference_ += item.Weight() * item.reference_words;
      decided_incumbent_ += item.Weight() * item.item.incumbent_words;
    }
    if (certain != slice.certain) {
      return absl::InvalidArgumentError(absl::StrCat(
          "slice ", number, " has ", slice.certain, " items without a size measure, of which ",
          certain, " were drawn with certainty: the others had no chance to be drawn"));
    }
    totals_.missing_widening += MissingLabelWidening(drawn);
    zeros_.push_back(ZeroDifferenceOf(slice, drawn));
    size_ += slice.size;
    totals_.counts.slices_without_items += drawn.empty() ? 1 : 0;
    return absl::OkStatus();
  }

  absl::StatusOr<DomainTotals> Finish() {
    if (drawn_.empty()) return absl::FailedPreconditionError("nothing of the domain was drawn");
    if (!(decided_reference_ > 0 && decided_incumbent_ > 0)) {
      return absl::FailedPreconditionError(
          "the labelled items of the domain have no words: label more of them");
    }
    const double ratio = decided_reference_ / decided_incumbent_;
    for (auto& [key, cluster] : clusters_) cluster.reference_words *= ratio;
    for (const SampledItem* drawn : drawn_) AddResiduals(*drawn, ratio);
    for (auto& [key, cluster] : clusters_) {
      cluster.cluster = key;
      totals_.difference += cluster.difference;
      totals_.reference_words += cluster.reference_words;
      totals_.clusters.push_back(cluster);
    }
    if (!std::isfinite(totals_.difference) || !std::isfinite(totals_.reference_words)) {
      return absl::InvalidArgumentError(
          "the totals of the domain overflow: scale the numbers down");
    }
    totals_.frame = VarianceAboutFrame();
    totals_.zero = ZeroOfSlices(zeros_);
    return std::move(totals_);
  }

 private:
  struct Residuals {
    double difference = 0;
    double reference_words = 0;
  };

  // What a drawn item adds to the two totals beyond what was predicted for it.
  void AddResiduals(const SampledItem& drawn, double ratio) {
    Residuals residuals;
    residuals.difference = drawn.Weight() * (drawn.y - greg_.Predict(drawn.item.x));
    if (drawn.outcome != Outcome::kMissing) {
      residuals.reference_words =
          drawn.Weight() * (drawn.reference_words - ratio * drawn.item.incumbent_words);
    }
    ClusterEstimate& cluster = clusters_[drawn.item.cluster];
    cluster.difference += residuals.difference;
    cluster.reference_words += residuals.reference_words;
    cluster.is_drawn |= drawn.outcome != Outcome::kMissing || drawn.is_awaited;
    if (drawn.outcome != Outcome::kMissing) {
      cluster.is_sampled = true;
      cluster.spread += drawn.Weight() * drawn.Weight() * drawn.item.bound;
    }
    residuals_.push_back(residuals);
  }

  Variance VarianceAboutFrame() const {
    // Without random draws nothing is known of what they would have been drawn from.
    if (totals_.counts.random_draws == 0 && size_ > 0) return kUnknownVariance;
    const double change = totals_.difference / totals_.reference_words;
    std::vector<ExpandedResidual> expanded;
    expanded.reserve(drawn_.size());
    for (std::size_t i = 0; i < drawn_.size(); ++i) {
      expanded.push_back({drawn_[i]->item.slice, drawn_[i]->pi,
                          residuals_[i].difference - change * residuals_[i].reference_words});
    }
    return FrameVariance(expanded);
  }

  void Count(const SampledItem& drawn) {
    SampleCounts& counts = totals_.counts;
    counts.random_draws += drawn.IsRandom() ? 1 : 0;
    counts.labelled += drawn.outcome == Outcome::kLabelled ? 1 : 0;
    counts.unusable += drawn.outcome == Outcome::kUnusable ? 1 : 0;
    counts.missing += drawn.outcome == Outcome::kMissing ? 1 : 0;
    counts.beyond_bound += std::abs(drawn.y) > drawn.item.bound ? 1 : 0;
  }

  const Greg& greg_;
  DomainTotals totals_;
  absl::btree_map<uint64_t, ClusterEstimate> clusters_;
  std::vector<const SampledItem*> drawn_;
  std::vector<Residuals> residuals_;  // of drawn_
  std::vector<ZeroDifference> zeros_;
  double size_ = 0;
  double decided_reference_ = 0;
  double decided_incumbent_ = 0;
};

absl::Status CheckDomain(const FrameTotals& frame, absl::Span<const uint32_t> slices) {
  if (slices.empty()) return absl::InvalidArgumentError("the domain has no slices");
  std::set<uint32_t> seen;
  for (const uint32_t slice : slices) {
    if (!seen.insert(slice).second) {
      return absl::InvalidArgumentError(absl::StrCat("the domain has slice ", slice, " twice"));
    }
    if (frame.Find(slice) == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat("slice ", slice, " is not in the frame"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<DomainTotals> EstimateTotals(const FrameTotals& frame, const LabelledSample& sample,
                                            const Greg& greg, absl::Span<const uint32_t> slices) {
  if (frame.columns() != sample.columns() || frame.columns() != greg.coefficients.size()) {
    return absl::InvalidArgumentError("frame, sample and model have different regressors");
  }
  if (absl::Status status = CheckDomain(frame, slices); !status.ok()) return status;
  Accumulation accumulation(greg);
  for (const uint32_t slice : slices) {
    if (absl::Status status = accumulation.AddSlice(slice, *frame.Find(slice), sample.Of(slice));
        !status.ok()) {
      return status;
    }
  }
  return accumulation.Finish();
}

}  // namespace winnow::release
