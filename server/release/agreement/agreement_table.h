// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_AGREEMENT_AGREEMENT_TABLE_H_
#define WINNOW_SERVER_RELEASE_AGREEMENT_AGREEMENT_TABLE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "server/release/agreement/alpha.h"
#include "server/release/agreement/gold_passes.h"
#include "server/release/agreement/pairwise_agreement.h"
#include "server/release/agreement/scale.h"

namespace winnow::release {

// What one label says on one criterion.
struct LabelValue {
  std::string unit;  // the candidate
  std::string criterion;
  std::string rubric_revision;  // labels of different revisions are never compared
  std::string slice;            // of the unit
  std::string vendor;
  std::string annotator;
  double value = 0;
  std::optional<double> known;  // of a gold item
};

// What rows can be told apart by; always by criterion as well.
enum class Dimension {
  kSlice,
  kRubricRevision,
  // Agreement among the labels of one vendor.
  kVendor,
  // Pairs of a label of the vendor with one of another vendor.
  kVendorAgainstOthers,
  // Pairs of a label of the annotator with one of another.
  kAnnotator,
};

// One table that is wanted: agreement by all of these at once. None: by criterion alone.
using Breakdown = std::vector<Dimension>;

struct AgreementPlan {
  std::map<std::string, CriterionScale> criteria;
  std::vector<Breakdown> breakdowns;

  friend bool operator==(const AgreementPlan&, const AgreementPlan&) = default;
};

// One line of a table. Small groups are not suppressed: that is the caller's duty, who knows which
// subjects stand behind the units.
struct AgreementRow {
  std::string criterion;
  std::vector<std::string> keys;  // in the order of the breakdown
  uint64_t labels = 0;            // of the group, paired or not
  uint64_t units = 0;             // with at least one pair
  Alpha alpha;
  PairwiseAgreement pairwise;
  GoldPasses gold;
};

// Agreement of labels that stream by, in several breakdowns at once.
//
// Alpha and pairwise agreement of a row rest on the labels of its group on each unit. Against
// others (kVendorAgainstOthers, kAnnotator), where a group alone has no pairs to compare, each pair
// of one of its labels with one of another's stands for a unit of two values; beside kVendor, the
// other's is of the same vendor.
//
// A unit stays open, with its labels in memory, until it is closed; then sums alone are left of it.
// Memory: labels of open units, and the sums of rows (AlphaSums). A label that comes after its unit
// was closed opens it again, and is not compared with those before. Not thread-safe.
class AgreementTable {
 public:
  // INVALID_ARGUMENT for a criterion that CheckScale refuses, a breakdown with a dimension twice,
  // or with both of kVendor and kVendorAgainstOthers.
  static absl::StatusOr<AgreementTable> Make(AgreementPlan plan);

  // INVALID_ARGUMENT for a criterion outside the plan, a value that CheckValue refuses, a unit that
  // is open with another slice. ALREADY_EXISTS if the annotator has labelled the open unit on this
  // criterion and revision. Nothing is added then.
  absl::Status Add(LabelValue label);

  // Says that no more labels of a unit are to come. No error if it is not open.
  void CloseUnit(absl::string_view unit);

  // Adds the labels of another table of the same plan, in any order and grouping, to the same rows
  // (AlphaSums). Units that are open in both are united; one that is closed in either counts as
  // two. INVALID_ARGUMENT if plans differ, errors of Add for labels that do not fit; nothing is
  // added then.
  absl::Status Merge(const AgreementTable& other);

  // The rows of one breakdown of the plan, by its place, sorted by criterion, then by keys; open
  // units count as they are. INVALID_ARGUMENT for a place beyond.
  absl::StatusOr<std::vector<AgreementRow>> Rows(std::size_t breakdown) const;

  // Units that are not closed, one for each criterion and rubric revision.
  std::size_t open_units() const { return open_.size(); }

 private:
  // What a row is made of.
  struct RowSums {
    explicit RowSums(const CriterionScale& criterion)
        : tolerance(criterion.tolerance), alpha(criterion.scale) {}

    double tolerance = 0;
    uint64_t labels = 0;
    uint64_t units = 0;
    AlphaSums alpha;
    PairwiseAgreement pairwise;
    GoldPasses gold;
  };

  // Criterion and keys, found by views of them as well.
  using RowKey = std::vector<std::string>;
  struct RowKeyLess {
    using is_transparent = void;
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
    }
  };
  using Table = std::map<RowKey, RowSums, RowKeyLess>;
  using Labels = std::vector<LabelValue>;
  // Unit, criterion, rubric revision.
  using UnitKey = std::tuple<std::string, std::string, std::string>;
  using OpenUnits = std::map<UnitKey, Labels, std::less<>>;

  explicit AgreementTable(AgreementPlan plan);

  OpenUnits::const_iterator FindOpen(const LabelValue& label) const;
  // `open`: the labels of its unit that are there, or the end.
  absl::Status Check(const LabelValue& label, OpenUnits::const_iterator open) const;
  // Adds the labels of a whole unit to a table.
  void Fold(const Labels& labels, const Breakdown& breakdown, Table& table) const;

  AgreementPlan plan_;
  OpenUnits open_;
  std::vector<Table> tables_;  // of closed units, one per breakdown
};

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_AGREEMENT_AGREEMENT_TABLE_H_
