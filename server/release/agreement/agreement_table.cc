// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/agreement/agreement_table.h"

#include <algorithm>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/functional/function_ref.h"
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

absl::string_view KeyOf(const LabelValue& label, Dimension dimension) {
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

// The labels of one unit that a row counts together.
struct Group {
  absl::InlinedVector<absl::string_view, 3> key;  // of the row
  absl::InlinedVector<const LabelValue*, 8> labels;
};

std::vector<Group> GroupsOf(absl::Span<const LabelValue> labels, const Breakdown& breakdown) {
  std::vector<Group> groups;
  for (const LabelValue& label : labels) {
    Group fresh;
    fresh.key.push_back(label.criterion);
    for (const Dimension dimension : breakdown) fresh.key.push_back(KeyOf(label, dimension));
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&](const Group& known) { return known.key == fresh.key; });
    if (group == groups.end()) group = groups.insert(group, std::move(fresh));
    group->labels.push_back(&label);
  }
  return groups;
}

// Calls `take` with the values of each unit that a group of labels of one unit brings, of which
// `all` are the labels.
void ForUnits(const Group& group, absl::Span<const LabelValue> all, const Breakdown& breakdown,
              absl::FunctionRef<void(absl::Span<const double>)> take) {
  if (!IsAgainstOthers(breakdown)) {
    absl::InlinedVector<double, 8> values;
    for (const LabelValue* label : group.labels) values.push_back(label->value);
    return take(values);
  }
  for (const LabelValue* label : group.labels) {
    for (const LabelValue& other : all) {
      if (ArePartners(*label, other, breakdown)) take({label->value, other.value});
    }
  }
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

AgreementTable::OpenUnits::const_iterator AgreementTable::FindOpen(const LabelValue& label) const {
  using View = absl::string_view;
  return open_.find(
      std::tuple<View, View, View>(label.unit, label.criterion, label.rubric_revision));
}

absl::Status AgreementTable::Check(const LabelValue& label, OpenUnits::const_iterator open) const {
  if (!plan_.criteria.contains(label.criterion)) {
    return absl::InvalidArgumentError(absl::StrCat("no scale of criterion ", label.criterion));
  }
  for (const double number : {label.value, label.known.value_or(0)}) {
    if (absl::Status status = CheckValue(number); !status.ok()) return status;
  }
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

absl::Status AgreementTable::Add(LabelValue label) {
  const auto known = FindOpen(label);
  if (absl::Status status = Check(label, known); !status.ok()) return status;
  // An empty range turns it into one that may be changed.
  auto open = open_.erase(known, known);
  if (open == open_.end()) {
    open = open_.try_emplace({label.unit, label.criterion, label.rubric_revision}).first;
  }
  open->second.push_back(std::move(label));
  return absl::OkStatus();
}

// Values and tolerances were checked, so that sums take them.
void AgreementTable::Fold(const Labels& labels, const Breakdown& breakdown, Table& table) const {
  for (const Group& group : GroupsOf(labels, breakdown)) {
    auto row = table.find(group.key);
    if (row == table.end()) {
      const RowKey key(group.key.begin(), group.key.end());
      row = table.try_emplace(key, plan_.criteria.at(key.front())).first;
    }
    RowSums& sums = row->second;
    sums.labels += group.labels.size();
    const uint64_t pairs_before = sums.pairwise.pairs;
    ForUnits(group, labels, breakdown, [&](absl::Span<const double> values) {
      (void)sums.alpha.AddUnit(values);
      (void)sums.pairwise.AddUnit(values, sums.tolerance);
    });
    sums.units += sums.pairwise.pairs > pairs_before ? 1 : 0;
    for (const LabelValue* label : group.labels) {
      if (!label->known.has_value()) continue;
      (void)sums.gold.Add(label->value, *label->known, sums.tolerance);
    }
  }
}

void AgreementTable::CloseUnit(absl::string_view unit) {
  using View = absl::string_view;
  auto open = open_.lower_bound(std::tuple<View, View, View>(unit, "", ""));
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
      if (absl::Status status = Check(label, FindOpen(label)); !status.ok()) return status;
    }
  }
  for (const auto& [unit, labels] : other.open_) {
    Labels& all = open_[unit];
    all.insert(all.end(), labels.begin(), labels.end());
  }
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    for (const auto& [key, sums] : other.tables_[i]) {
      RowSums& mine = tables_[i].try_emplace(key, plan_.criteria.at(key.front())).first->second;
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
