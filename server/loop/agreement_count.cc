// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/agreement_count.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "server/release/agreement/vendor_shift.h"

namespace winnow::loop {
namespace {

using release::Breakdown;
using release::Dimension;

Breakdown BreakdownOf(v1::AgreementDimension dimension) {
  switch (dimension) {
    case v1::AGREEMENT_DIMENSION_SLICE:
      return {Dimension::kSlice};
    case v1::AGREEMENT_DIMENSION_VENDOR:
      return {Dimension::kVendor};
    case v1::AGREEMENT_DIMENSION_VENDOR_AGAINST_OTHERS:
      return {Dimension::kVendorAgainstOthers};
    case v1::AGREEMENT_DIMENSION_ANNOTATOR:
      return {Dimension::kAnnotator};
    default:
      return {};
  }
}

release::CriterionScale ScaleOf(const v1::Criterion& criterion) {
  if (criterion.has_score()) return {release::Scale::kInterval, criterion.score().tolerance()};
  const bool ordered = criterion.has_category() && criterion.category().ordered();
  return {ordered ? release::Scale::kOrdinal : release::Scale::kNominal, 0};
}

// A value as a number: a category by its place in the criterion.
double NumberOf(const v1::LabelValue& value, const v1::Criterion& criterion) {
  if (value.has_number()) return value.number();
  if (value.has_flag()) return value.flag() ? 1 : 0;
  const auto& values = criterion.category().values();
  return static_cast<double>(std::find(values.begin(), values.end(), value.category()) -
                             values.begin());
}

v1::AlphaBasis BasisOf(release::AlphaBasis basis) {
  switch (basis) {
    case release::AlphaBasis::kDefined:
      return v1::ALPHA_BASIS_DEFINED;
    case release::AlphaBasis::kNoPairableValues:
      return v1::ALPHA_BASIS_NO_PAIRABLE_VALUES;
    case release::AlphaBasis::kNoVariation:
      return v1::ALPHA_BASIS_NO_VARIATION;
  }
  return v1::ALPHA_BASIS_UNSPECIFIED;
}

v1::VendorShiftVerdict VerdictOf(release::ShiftVerdict verdict) {
  switch (verdict) {
    case release::ShiftVerdict::kTooFewAnchors:
      return v1::VENDOR_SHIFT_VERDICT_TOO_FEW_ANCHORS;
    case release::ShiftVerdict::kNoShift:
      return v1::VENDOR_SHIFT_VERDICT_NO_SHIFT;
    case release::ShiftVerdict::kShifted:
      return v1::VENDOR_SHIFT_VERDICT_SHIFTED;
    case release::ShiftVerdict::kOneOfTwo:
      return v1::VENDOR_SHIFT_VERDICT_ONE_OF_TWO;
  }
  return v1::VENDOR_SHIFT_VERDICT_UNSPECIFIED;
}

// What a label of a gold item has to say on a criterion; nullopt where nothing is known.
std::optional<double> KnownOf(const v1::ControlItem* gold, const v1::Criterion& criterion) {
  if (gold == nullptr) return std::nullopt;
  const auto value = gold->values().find(criterion.name());
  if (value == gold->values().end()) return std::nullopt;
  return NumberOf(value->second, criterion);
}

std::optional<double> NumberIn(const v1::Label& label, const std::string& name) {
  const auto value = label.values().find(name);
  if (value == label.values().end() || !value->second.has_number()) return std::nullopt;
  return value->second.number();
}

// The end-to-end measure, where labels state both its errors and its units; nullptr elsewhere.
const v1::Measure* RateOf(const v1::Rubric& rubric) {
  const auto is_asked = [&](const std::string& name) {
    return std::any_of(rubric.criteria().begin(), rubric.criteria().end(),
                       [&](const v1::Criterion& criterion) {
                         return criterion.name() == name && criterion.has_score();
                       });
  };
  for (const v1::Measure& measure : rubric.measures()) {
    if (measure.end_to_end() && is_asked(measure.errors()) && is_asked(measure.units()))
      return &measure;
  }
  return nullptr;
}

}  // namespace

AgreementCount::AgreementCount(const v1::Rubric& rubric, release::AgreementTable table)
    : rubric_(&rubric), rate_(RateOf(rubric)), table_(std::move(table)) {}

absl::StatusOr<AgreementCount> AgreementCount::Make(const v1::Rubric& rubric,
                                                    v1::AgreementDimension dimension) {
  release::AgreementPlan plan;
  for (const v1::Criterion& criterion : rubric.criteria())
    plan.criteria[criterion.name()] = ScaleOf(criterion);
  plan.breakdowns = {BreakdownOf(dimension)};
  auto table = release::AgreementTable::Make(std::move(plan));
  if (!table.ok()) return table.status();
  return AgreementCount(rubric, *std::move(table));
}

absl::Status AgreementCount::Add(const v1::Label& label, const Place& place) {
  if (label.candidate_id() != last_candidate_) table_.CloseUnit(last_candidate_);
  last_candidate_ = label.candidate_id();
  ++labels_;
  for (const v1::Criterion& criterion : rubric_->criteria()) {
    const auto value = label.values().find(criterion.name());
    if (value == label.values().end()) continue;
    absl::Status status = table_.Add({.unit = label.candidate_id(),
                                      .criterion = criterion.name(),
                                      .rubric_revision = label.rubric(),
                                      .slice = place.slice,
                                      .vendor = label.vendor(),
                                      .annotator = label.annotator(),
                                      .value = NumberOf(value->second, criterion),
                                      .known = KnownOf(place.gold, criterion)});
    if (!status.ok()) return status;
  }
  return AddAnchor(label, place);
}

absl::Status AgreementCount::AddAnchor(const v1::Label& label, const Place& place) {
  // A label of nobody in particular says nothing about vendors.
  if (label.vendor().empty()) return absl::OkStatus();
  release::AnchorValue anchor{
      .vendor = label.vendor(), .anchor = label.candidate_id(), .cluster = place.cluster};
  if (rate_ != nullptr) {
    const auto errors = NumberIn(label, rate_->errors());
    const auto units = NumberIn(label, rate_->units());
    // A count without its units cannot stand beside rates.
    if (!errors.has_value() || !units.has_value()) return absl::OkStatus();
    anchor.amount = *errors;
    anchor.denominator = *units;
    return anchors_.Add(anchor);
  }
  for (const v1::Criterion& criterion : rubric_->criteria()) {
    const auto value = label.values().find(criterion.name());
    if (!criterion.end_to_end() || value == label.values().end()) continue;
    anchor.amount = NumberOf(value->second, criterion);
    return anchors_.Add(anchor);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::AgreementRow>> AgreementCount::Rows() const {
  const auto found = table_.Rows(0);
  if (!found.ok()) return found.status();
  std::vector<v1::AgreementRow> rows;
  for (const release::AgreementRow& row : *found) {
    v1::AgreementRow& out = rows.emplace_back();
    out.set_criterion(row.criterion);
    if (!row.keys.empty()) out.set_group(row.keys.front());
    out.set_labels(row.labels);
    out.set_candidates(row.units);
    if (row.alpha.alpha.has_value()) out.set_alpha(*row.alpha.alpha);
    out.set_alpha_basis(BasisOf(row.alpha.basis));
    out.set_pairs(row.pairwise.pairs);
    out.set_agreeing_pairs(row.pairwise.agreeing);
    out.set_gold_labels(row.gold.judged);
    out.set_gold_passes(row.gold.passed);
    if (row.gold.judged == 0) continue;
    const release::Interval interval = row.gold.IntervalOfRate();
    out.set_gold_lower(interval.lower);
    out.set_gold_upper(interval.upper);
  }
  return rows;
}

absl::StatusOr<std::vector<v1::VendorShift>> AgreementCount::VendorShifts() const {
  const auto found = release::FindVendorShifts(anchors_, release::ShiftOptions());
  if (!found.ok()) return found.status();
  std::vector<v1::VendorShift> shifts;
  for (const release::VendorShift& shift : *found) {
    v1::VendorShift& out = shifts.emplace_back();
    out.set_vendor(shift.vendor);
    out.set_verdict(VerdictOf(shift.verdict));
    out.set_anchors(shift.anchors);
    out.set_clusters(shift.clusters);
    out.set_difference(shift.difference);
    out.set_lower(shift.interval.lower);
    out.set_upper(shift.interval.upper);
    out.set_adjusted_p(shift.adjusted_p);
  }
  return shifts;
}

}  // namespace winnow::loop
