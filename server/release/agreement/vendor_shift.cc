// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/agreement/vendor_shift.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "server/release/student_t.h"

namespace winnow::release {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

using Vendors = std::set<std::string>;

// What a vendor and the others made of an anchor, or of several.
struct Shared {
  double amount = 0;
  double denominator = 0;
  double others_amount = 0;
  double others_denominator = 0;

  // Of several labels, their mean.
  void AddOwn(const AnchorSums::Labels& labels) {
    amount += labels.amount / labels.count;
    denominator += labels.denominator / labels.count;
  }

  void AddOthers(const AnchorSums::Labels& labels, double others) {
    others_amount += labels.amount / labels.count / others;
    others_denominator += labels.denominator / labels.count / others;
  }

  bool HasRates() const { return denominator > 0 && others_denominator > 0; }
  double Rate() const { return amount / denominator; }
  double OthersRate() const { return others_amount / others_denominator; }
  double Difference() const { return Rate() - OthersRate(); }

  Shared Without(const Shared& part) const {
    return {amount - part.amount, denominator - part.denominator,
            others_amount - part.others_amount, others_denominator - part.others_denominator};
  }
};

// The anchors that a vendor and some of `among` share.
struct SharedAnchors {
  uint64_t anchors = 0;
  Shared total;
  std::map<std::string, Shared> clusters;
};

SharedAnchors SharedBy(const std::string& vendor, const Vendors& among, const AnchorSums& sums) {
  SharedAnchors shared;
  for (const auto& [name, anchor] : sums.anchors()) {
    const auto own = anchor.vendors.find(vendor);
    if (own == anchor.vendors.end()) continue;
    std::vector<const AnchorSums::Labels*> others;
    for (const auto& [other, labels] : anchor.vendors) {
      if (other != vendor && among.contains(other)) others.push_back(&labels);
    }
    if (others.empty()) continue;
    ++shared.anchors;
    // A prefix keeps the names of clusters and of anchors apart.
    Shared& cluster = shared.clusters[anchor.cluster.empty() ? "a" + name : "c" + anchor.cluster];
    for (Shared* part : {&shared.total, &cluster}) {
      part->AddOwn(own->second);
      for (const AnchorSums::Labels* labels : others) {
        part->AddOthers(*labels, static_cast<double>(others.size()));
      }
    }
  }
  return shared;
}

// Of the difference of all, by leaving out each cluster in turn. Infinite if one has all words.
double JackknifeVariance(const SharedAnchors& shared) {
  const double clusters = static_cast<double>(shared.clusters.size());
  if (clusters < 2) return kInfinity;
  const double difference = shared.total.Difference();
  double squares = 0;
  for (const auto& [name, cluster] : shared.clusters) {
    const Shared rest = shared.total.Without(cluster);
    if (!rest.HasRates()) return kInfinity;
    squares += (rest.Difference() - difference) * (rest.Difference() - difference);
  }
  return (clusters - 1) / clusters * squares;
}

// How many clusters of one size would tell as much, less one.
double DegreesOf(const SharedAnchors& shared) {
  double squares = 0;
  for (const auto& [name, cluster] : shared.clusters) {
    squares += cluster.denominator * cluster.denominator;
  }
  return shared.total.denominator * shared.total.denominator / squares - 1;
}

// p of the difference of all, two-sided.
double ChanceOf(const SharedAnchors& shared, double variance) {
  const double difference = shared.total.Difference();
  const double clusters = static_cast<double>(shared.clusters.size());
  if (difference == 0) return 1;
  constexpr double kRounding = 1e-12;  // of a rate, what sums of doubles may leave
  const double rounding =
      kRounding * (std::abs(shared.total.Rate()) + std::abs(shared.total.OthersRate()));
  if (variance <= rounding * rounding) return std::exp2(1 - clusters);
  return 2 * StudentTTail(std::abs(difference) / std::sqrt(variance), DegreesOf(shared));
}

// Compares a vendor with the others of `among`; adjusted_p is as yet that of the vendor alone.
VendorShift Compare(const std::string& vendor, const Vendors& among, const AnchorSums& sums) {
  const SharedAnchors shared = SharedBy(vendor, among, sums);
  VendorShift shift{.vendor = vendor,
                    .anchors = shared.anchors,
                    .standard_error = kInfinity,
                    .interval = {-kInfinity, kInfinity}};
  // Without denominators there are no rates: nothing is shared.
  if (!shared.total.HasRates()) return shift;
  const double variance = JackknifeVariance(shared);
  shift.clusters = shared.clusters.size();
  shift.difference = shared.total.Difference();
  shift.standard_error = std::sqrt(variance);
  shift.degrees = DegreesOf(shared);
  if (std::isfinite(variance)) shift.adjusted_p = ChanceOf(shared, variance);
  return shift;
}

// The steps of FindVendorShifts.
class StepDown {
 public:
  StepDown(const AnchorSums& anchors, const ShiftOptions& options)
      : anchors_(anchors), options_(options) {
    for (const auto& [name, anchor] : anchors.anchors()) {
      for (const auto& [vendor, labels] : anchor.vendors) left_.insert(vendor);
    }
  }

  std::vector<VendorShift> Run() {
    for (bool goes_on = true; goes_on;) {
      LeaveOutFew();
      goes_on = Step();
    }
    std::sort(unflagged_.begin(), unflagged_.end(),
              [](const VendorShift& a, const VendorShift& b) { return a.vendor < b.vendor; });
    std::move(unflagged_.begin(), unflagged_.end(), std::back_inserter(flagged_));
    return std::move(flagged_);
  }

 private:
  // Sets aside those that share too little with whoever is left, which may leave others with too
  // little.
  void LeaveOutFew() {
    for (bool is_settled = false; !is_settled;) {
      compared_.clear();
      for (const std::string& vendor : left_) {
        compared_.push_back(Compare(vendor, left_, anchors_));
      }
      is_settled = true;
      for (VendorShift& shift : compared_) {
        if (shift.clusters >= options_.least_clusters) continue;
        left_.erase(shift.vendor);
        shift.adjusted_p = 1;
        unflagged_.push_back(shift);
        is_settled = false;
      }
    }
  }

  // Flags a vendor, or says of all that are left that they did not shift. True if it flagged one
  // and there may be more.
  bool Step() {
    if (left_.empty()) return false;
    const double tests = left_.size() == 2 ? 1 : static_cast<double>(left_.size());
    for (VendorShift& shift : compared_) SetLevel(shift, tests);
    if (left_.size() == 2) {
      for (VendorShift& shift : compared_) {
        const bool is_beyond = shift.adjusted_p <= options_.family_error;
        shift.verdict = is_beyond ? ShiftVerdict::kOneOfTwo : ShiftVerdict::kNoShift;
        (is_beyond ? flagged_ : unflagged_).push_back(shift);
      }
      return false;
    }
    const VendorShift* largest = nullptr;
    for (VendorShift& shift : compared_) {
      shift.verdict = ShiftVerdict::kNoShift;
      if (shift.adjusted_p > options_.family_error) continue;
      const bool is_larger =
          largest == nullptr || std::abs(shift.difference) > std::abs(largest->difference);
      if (is_larger) largest = &shift;
    }
    if (largest == nullptr) {
      std::move(compared_.begin(), compared_.end(), std::back_inserter(unflagged_));
      return false;
    }
    flagged_.push_back(*largest);
    flagged_.back().verdict = ShiftVerdict::kShifted;
    left_.erase(largest->vendor);
    least_p_ = largest->adjusted_p;
    return true;
  }

  void SetLevel(VendorShift& shift, double tests) const {
    const double t = StudentTQuantile(options_.family_error / 2 / tests, shift.degrees);
    const double half = t * shift.standard_error;
    shift.interval = {shift.difference - half, shift.difference + half};
    shift.adjusted_p = std::max(least_p_, std::min(1.0, tests * shift.adjusted_p));
    if (shift.adjusted_p <= options_.family_error) return;
    // Without variance the sign test alone decides.
    shift.interval = {std::min(shift.interval.lower, 0.0), std::max(shift.interval.upper, 0.0)};
  }

  const AnchorSums& anchors_;
  const ShiftOptions& options_;
  Vendors left_;
  std::vector<VendorShift> compared_;  // of those left
  double least_p_ = 0;                 // of the last step: adjusted ones never fall
  std::vector<VendorShift> flagged_;
  std::vector<VendorShift> unflagged_;
};

}  // namespace

absl::StatusOr<std::vector<VendorShift>> FindVendorShifts(const AnchorSums& anchors,
                                                          const ShiftOptions& options) {
  if (!(options.family_error > 0 && options.family_error <= 0.5)) {
    return absl::InvalidArgumentError("the family error must be above 0 and at most 0.5");
  }
  if (options.least_clusters < 2) {
    return absl::InvalidArgumentError("one cluster alone shows no variance");
  }
  return StepDown(anchors, options).Run();
}

}  // namespace winnow::release
