// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/gate_estimates.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "server/release/decision/looks.h"
#include "server/release/domain_totals.h"
#include "server/release/greg.h"
#include "server/release/staged_totals.h"

namespace winnow::loop {
namespace {

// The largest difference that a label can show. Outputs that are the same in all that measures look
// at have none; where nobody compared them, all units may be wrong, and as many be inserted.
double BoundOf(const FrameRow& row, bool per_item) {
  if (per_item) return row.disagreement == 0.0 ? 0 : 1;
  return row.disagreement.value_or(2 * std::max(row.units, 1.0));
}

release::FrameItem ItemOf(const FrameRow& row, bool per_item) {
  release::FrameItem item;
  item.slice = row.slice;
  item.cluster = row.cluster;
  item.members = row.members;
  item.incumbent_words = per_item ? 1 : row.units;
  item.bound = BoundOf(row, per_item);
  item.size = item.bound > 0 ? row.size : 0;
  item.x = row.x;
  return item;
}

// What an outcome says of a measure: nullopt where it says a part of it. An item without any of the
// units, such as one without names, may state neither units nor errors.
struct Counted {
  double errors = 0;
  double units = 1;
  bool stated = true;

  // The two outcomes of an item are of the same reference.
  bool Matches(const Counted& other) const {
    return stated == other.stated && units == other.units;
  }
};
std::optional<Counted> CountOf(const OutcomeBook& book, const ItemOutcome& outcome,
                               const v1::Measure& measure) {
  Counted counted;
  const double errors = book.Value(outcome, measure.errors());
  if (!measure.units().empty()) {
    const double units = book.Value(outcome, measure.units());
    if (std::isnan(units) && std::isnan(errors)) return Counted{0, 0, false};
    if (std::isnan(units)) return std::nullopt;
    counted.units = units;
  }
  if (std::isnan(errors)) return std::nullopt;
  counted.errors = errors;
  return counted;
}

// The stages of one domain. Which of them count follows from what was drawn, not from the labels.
class DomainStages {
 public:
  void Add(release::Stage stage, bool drew_from_all) {
    // A census needs no stage before it.
    if (!stage.totals.zero.IsLeftToChance()) is_possible_ = true;
    if (drew_from_all) {
      stages_.push_back(std::move(stage));
    } else {
      partial_ = std::move(stage);
    }
  }

  // Nothing could be estimated of a stage: nothing of the domain was drawn, or it has no labels.
  void Miss(bool drew_from_all) {
    if (drew_from_all) is_possible_ = false;
  }

  // None where nothing can be estimated. A stage that did not draw from all of the domain says what
  // is known while no stage did: without evidence, so that it decides nothing.
  absl::StatusOr<std::optional<release::ChangeEstimate>> Change() const {
    if (!is_possible_ || (stages_.empty() && !partial_.has_value())) return std::nullopt;
    const auto combined = release::CombineStages(
        stages_.empty() ? absl::MakeConstSpan(&*partial_, 1) : absl::MakeConstSpan(stages_));
    if (!combined.ok()) return combined.status();
    return release::ChangeOf(*combined);
  }

 private:
  bool is_possible_ = true;
  std::vector<release::Stage> stages_;
  std::optional<release::Stage> partial_;  // the newest
};

}  // namespace

absl::Status GateEstimates::ReadFrame(const FrameReader& reader, const shard::FrozenFrame& frame) {
  drawn_.assign(ground_.sample.items.size(), FrameRow());
  return reader.Read(frame, [this](const FrameRow& row) { return Add(row); });
}

absl::Status GateEstimates::Add(const FrameRow& row) {
  slices_.insert(row.slice);
  const auto place = ground_.sample.places.find(row.no);
  if (place != ground_.sample.places.end()) {
    drawn_[place->second] = row;
    return absl::OkStatus();
  }
  for (const Variant variant : {kPerUnit, kPerItem}) {
    absl::Status status = undrawn_[variant].Add(ItemOf(row, variant == kPerItem));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// With the drawn items as the phase sees them: those that are drawn later, or beyond the look,
// could have been drawn.
absl::StatusOr<release::FrameTotals> GateEstimates::FrameOf(Variant variant, uint32_t phase) const {
  release::FrameTotals frame = undrawn_[variant];
  const std::vector<release::SampledItem> counted = DrawnUpTo(phase, variant);
  for (const release::SampledItem& item : counted) {
    if (absl::Status status = frame.Add(item.item); !status.ok()) return status;
  }
  for (size_t i = 0, known = 0; i < drawn_.size(); ++i) {
    if (drawn_[i].size == 0 || known++ < counted.size()) continue;
    absl::Status status = frame.Add(ItemOf(drawn_[i], variant == kPerItem));
    if (!status.ok()) return status;
  }
  return frame;
}

std::vector<release::SampledItem> GateEstimates::DrawnUpTo(uint32_t phase, Variant variant) const {
  std::vector<release::SampledItem> before;
  std::vector<release::SampledItem> own;
  uint64_t prefix = 0;
  for (size_t i = 0; i < drawn_.size(); ++i) {
    const DrawnItem& drawn = ground_.sample.items[i];
    if (drawn.phase > phase || drawn_[i].size == 0) continue;
    release::SampledItem item;
    item.item = ItemOf(drawn_[i], variant == kPerItem);
    item.pi = drawn.pi;
    if (drawn.phase == phase) {
      if (i < ground_.prefix) ++prefix;
      own.push_back(std::move(item));
      continue;
    }
    item.pi = 1;
    item.item.size = 0;
    before.push_back(std::move(item));
  }
  auto counted = release::PrefixSample(own, prefix);
  if (counted.ok()) before.insert(before.end(), counted->begin(), counted->end());
  return before;
}

absl::StatusOr<release::LabelledSample> GateEstimates::SampleOf(const v1::Measure& measure,
                                                                uint32_t phase) const {
  std::vector<release::SampledItem> items = DrawnUpTo(phase, VariantOf(measure));
  size_t next = 0;
  for (size_t i = 0; i < drawn_.size() && next < items.size(); ++i) {
    if (drawn_[i].size > 0) Label(measure, ground_.sample.items[i].no, items[next++]);
  }
  return release::LabelledSample::Make(std::move(items), kRegressors);
}

void GateEstimates::Label(const v1::Measure& measure, shard::CandidateNo no,
                          release::SampledItem& item) const {
  item.outcome = release::Outcome::kMissing;
  item.is_awaited = !ground_.withheld.contains(no) && !ground_.given_up.contains(no);
  if (ground_.withheld.contains(no)) return;
  if (ground_.unusable.contains(no)) {
    item.outcome = release::Outcome::kUnusable;
    return;
  }
  if (!ground_.outcomes.IsComparable(no)) return;
  const auto baseline =
      CountOf(ground_.outcomes, *ground_.outcomes.Find(no, Side::kBaseline), measure);
  const auto candidate =
      CountOf(ground_.outcomes, *ground_.outcomes.Find(no, Side::kCandidate), measure);
  if (!baseline.has_value() || !candidate.has_value() || !baseline->Matches(*candidate)) return;
  item.outcome = release::Outcome::kLabelled;
  item.y = candidate->errors - baseline->errors;
  item.reference_words = baseline->units;
}

absl::StatusOr<std::vector<std::optional<release::ChangeEstimate>>> GateEstimates::Changes(
    const v1::Measure& measure, absl::Span<const std::vector<uint32_t>> domains) const {
  std::vector<DomainStages> stages(domains.size());
  for (uint32_t phase = 1; phase <= Phases(); ++phase) {
    const auto sample = SampleOf(measure, phase);
    if (!sample.ok()) return sample.status();
    const auto frame = FrameOf(VariantOf(measure), phase);
    if (!frame.ok()) return frame.status();
    const auto greg = release::FitGreg(*sample);
    if (!greg.ok()) return greg.status();
    const auto weight = static_cast<double>(
        ground_.sample.evaluation.phases(static_cast<int>(phase) - 1).sampled());
    for (size_t i = 0; i < domains.size(); ++i) {
      const bool drew_from_all = release::DrewFromAll(*frame, *sample, domains[i]);
      auto totals = release::EstimateTotals(*frame, *sample, *greg, domains[i]);
      if (totals.ok()) {
        stages[i].Add({std::max(weight, 1.0), *std::move(totals)}, drew_from_all);
      } else if (absl::IsFailedPrecondition(totals.status())) {
        stages[i].Miss(drew_from_all);
      } else {
        return totals.status();
      }
    }
  }
  std::vector<std::optional<release::ChangeEstimate>> changes(domains.size());
  for (size_t i = 0; i < domains.size(); ++i) {
    auto change = stages[i].Change();
    if (!change.ok()) return change.status();
    changes[i] = *std::move(change);
  }
  return changes;
}

}  // namespace winnow::loop
