// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/agreement/agreement_table.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace winnow::release {
namespace {

bool IsBy(const Breakdown& breakdown, Dimension dimension) {
  return std::find(breakdown.begin(), breakdown.end(), dimension) != breakdown.end();
}

absl::Status CheckBreakdown(const Breakdown& breakdown) {
  for (auto at = breakdown.begin(); at != breakdown.end(); ++at) {
    if (std::find(std::next(at), breakdown.end(), *at) != breakdown.end()) {
      return absl::InvalidArgumentError("a breakdown has a dimension twice");
    }
  }
  if (IsBy(breakdown, Dimension::kVendor) && IsBy(breakdown, Dimension::kVendorAgainstOthers)) {
    return absl::InvalidArgumentError("labels of one vendor are not those of other vendors");
  }
  return absl::OkStatus();
}

const std::string& KeyOf(const LabelValue& label, Dimension dimension) {
  switch (dimension) {
    case Dimension::kSlice:
      return label.slice;
    case Dimension::kRubricRevision:
      return label.rubric_revision;
    case Dimension::kAnnotator:
      return label.annotator;
    case Dimension::kVendor:
    case Dimension::kVendorAgainstOthers:
      break;
  }
  return label.vendor;
}

// Whether a row compares a group's labels with those of others.
bool IsAgainstOthers(const Breakdown& breakdown) {
  return IsBy(breakdown, Dimension::kVendorAgainstOthers) || IsBy(breakdown, Dimension::kAnnotator);
}

bool ArePartners(const LabelValue& a, const LabelValue& b, const Breakdown& breakdown) {
  if (a.annotator == b.annotator) return false;
  if (IsBy(breakdown, Dimension::kVendor)) return a.vendor == b.vendor;
  return !IsBy(breakdown, Dimension::kVendorAgainstOthers) || a.vendor != b.vendor;
}

using Units = std::vector<std::vector<double>>;

// The units of values that a group of labels of one unit brings, of which `all` are the labels.
Units UnitsOf(const std::vector<const LabelValue*>& group, absl::Span<const LabelValue> all,
              const Breakdown& breakdown) {
  Units units;
  if (!IsAgainstOthers(breakdown)) {
    units.emplace_back();
    for (const LabelValue* label : group) units.back().push_back(label->value);
    return units;
  }
  for (const LabelValue* label : group) {
    for (const LabelValue& other : all) {
      if (ArePartners(*label, other, breakdown)) units.push_back({label->value, other.value});
    }
  }
  return units;
}

}  // namespace

AgreementTable::AgreementTable(AgreementPlan plan)
    : plan_(std::move(plan)), tables_(plan_.breakdowns.size()) {}

absl::StatusOr<AgreementTable> AgreementTable::Make(AgreementPlan plan) {
  for (const auto& [criterion, scale] : plan.criteria) {
    if (absl::Status status = CheckScale(scale); !status.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("criterion ", criterion, ": ", status.message()));
    }
  }
  for (const Breakdown& breakdown : plan.breakdowns) {
    if (absl::Status status = CheckBreakdown(breakdown); !status.ok()) return status;
  }
  return AgreementTable(std::move(plan));
}

absl::Status AgreementTable::Check(const LabelValue& label) const {
  if (!plan_.criteria.contains(label.criterion)) {
    return absl::InvalidArgumentError(absl::StrCat("no scale of criterion ", label.criterion));
  }
  for (const double number : {label.value, label.known.value_or(0)}) {
    if (absl::Status status = CheckValue(number); !status.ok()) return status;
  }
  const auto open = open_.find({label.unit, label.criterion, label.rubric_revision});
  if (open == open_.end()) return absl::OkStatus();
  for (const LabelValue& other : open->second) {
    if (other.slice != label.slice) {
      return absl::InvalidArgumentError(absl::StrCat("unit ", label.unit, " is of two slices, ",
                                                     other.slice, " and ", label.slice));
    }
    if (other.annotator == label.annotator) {
      return absl::AlreadyExistsError(absl::StrCat("annotator ", label.annotator,
                                                   " has labelled unit ", label.unit,
                                                   " on criterion ", label.criterion));
    }
  }
  return absl::OkStatus();
}

absl::Status AgreementTable::Add(const LabelValue& label) {
  if (absl::Status status = Check(label); !status.ok()) return status;
  open_[{label.unit, label.criterion, label.rubric_revision}].push_back(label);
  return absl::OkStatus();
}

// Values and tolerances were checked, so that sums take them.
void AgreementTable::Fold(const Labels& labels, const Breakdown& breakdown, Table& table) const {
  std::map<RowKey, std::vector<const LabelValue*>> groups;
  for (const LabelValue& label : labels) {
    RowKey key = {label.criterion};
    for (const Dimension dimension : breakdown) key.push_back(KeyOf(label, dimension));
    groups[std::move(key)].push_back(&label);
  }
  for (const auto& [key, group] : groups) {
    const CriterionScale& criterion = plan_.criteria.at(key.front());
    RowSums& sums = table.try_emplace(key, criterion.scale).first->second;
    sums.labels += group.size();
    const uint64_t pairs_before = sums.pairwise.pairs;
    for (const std::vector<double>& values : UnitsOf(group, labels, breakdown)) {
      (void)sums.alpha.AddUnit(values);
      (void)sums.pairwise.AddUnit(values, criterion.tolerance);
    }
    sums.units += sums.pairwise.pairs > pairs_before ? 1 : 0;
    for (const LabelValue* label : group) {
      if (!label->known.has_value()) continue;
      (void)sums.gold.Add(label->value, *label->known, criterion.tolerance);
    }
  }
}

void AgreementTable::CloseUnit(absl::string_view unit) {
  auto open = open_.lower_bound(UnitKey(unit, "", ""));
  while (open != open_.end() && std::get<0>(open->first) == unit) {
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      Fold(open->second, plan_.breakdowns[i], tables_[i]);
    }
    open = open_.erase(open);
  }
}

absl::Status AgreementTable::Merge(const AgreementTable& other) {
  if (!(plan_ == other.plan_)) {
    return absl::InvalidArgumentError("tables of different plans have no common rows");
  }
  for (const auto& [unit, labels] : other.open_) {
    for (const LabelValue& label : labels) {
      if (absl::Status status = Check(label); !status.ok()) return status;
    }
  }
  for (const auto& [unit, labels] : other.open_) {
    Labels& all = open_[unit];
    all.insert(all.end(), labels.begin(), labels.end());
  }
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    for (const auto& [key, sums] : other.tables_[i]) {
      RowSums& mine = tables_[i].try_emplace(key, sums.alpha.scale()).first->second;
      mine.labels += sums.labels;
      mine.units += sums.units;
      (void)mine.alpha.Merge(sums.alpha);
      mine.pairwise.Merge(sums.pairwise);
      mine.gold.Merge(sums.gold);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<AgreementRow>> AgreementTable::Rows(std::size_t breakdown) const {
  if (breakdown >= tables_.size()) {
    return absl::InvalidArgumentError(absl::StrCat("the plan has no breakdown ", breakdown));
  }
  Table table = tables_[breakdown];
  for (const auto& [unit, labels] : open_) Fold(labels, plan_.breakdowns[breakdown], table);
  std::vector<AgreementRow> rows;
  for (const auto& [key, sums] : table) {
    rows.push_back({key.front(),
                    {key.begin() + 1, key.end()},
                    sums.labels,
                    sums.units,
                    sums.alpha.Estimate(),
                    sums.pairwise,
                    sums.gold});
  }
  return rows;
}

}  // namespace winnow::release
