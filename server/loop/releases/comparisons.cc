// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/comparisons.h"

#include <cmath>
#include <optional>
#include <utility>

#include "server/loop/releases/release_check.h"
#include "server/release/decision/release_decision.h"

namespace winnow::loop {
namespace {

using Estimates = std::vector<std::optional<release::ChangeEstimate>>;

v1::Verdict ToProto(release::Verdict verdict) {
  switch (verdict) {
    case release::Verdict::kPass:
      return v1::VERDICT_PASS;
    case release::Verdict::kBlock:
      return v1::VERDICT_BLOCK;
    case release::Verdict::kUndecided:
      return v1::VERDICT_UNDECIDED;
  }
  return v1::VERDICT_UNSPECIFIED;
}

v1::EvidenceGap ToProto(release::Binding binding) {
  switch (binding) {
    case release::Binding::kNothing:
      return v1::EVIDENCE_GAP_UNSPECIFIED;
    case release::Binding::kDraws:
      return v1::EVIDENCE_GAP_DRAWS;
    case release::Binding::kClusters:
      return v1::EVIDENCE_GAP_CLUSTERS;
    case release::Binding::kMissingLabels:
      return v1::EVIDENCE_GAP_MISSING_LABELS;
    case release::Binding::kBudget:
      return v1::EVIDENCE_GAP_BUDGET;
  }
  return v1::EVIDENCE_GAP_UNSPECIFIED;
}

void WriteEstimate(const release::ChangeEstimate& estimate, v1::Comparison& out) {
  out.set_change(estimate.change);
  const auto frame = release::IntervalOf(estimate, release::Scope::kFrame, release::kTail);
  if (frame.ok() && std::isfinite(frame->lower) && std::isfinite(frame->upper)) {
    out.set_frame_lower(frame->lower);
    out.set_frame_upper(frame->upper);
  }
  out.set_draws(estimate.counts.random_draws);
  out.set_labeled(estimate.counts.labelled);
  out.set_unusable(estimate.counts.unusable);
  out.set_missing(estimate.counts.missing);
  out.set_clusters(estimate.sampled_clusters);
  out.set_beyond_bound(estimate.counts.beyond_bound);
}

void WriteFinding(const release::Finding& finding, v1::Comparison& out) {
  out.set_verdict(ToProto(finding.verdict));
  if (std::isfinite(finding.interval.lower) && std::isfinite(finding.interval.upper)) {
    out.set_lower(finding.interval.lower);
    out.set_upper(finding.interval.upper);
  }
  out.set_p_value(finding.adjusted_p_value);
  if (finding.verdict != release::Verdict::kUndecided) return;
  v1::SampleNeed& need = *out.mutable_need();
  need.set_gap(finding.evidence == release::Evidence::kNoEstimate ? v1::EVIDENCE_GAP_NO_ESTIMATE
                                                                  : ToProto(finding.need.binding));
  need.set_draws(finding.need.draws.value_or(0));
  need.set_clusters(finding.need.clusters.value_or(0));
}

class Family {
 public:
  Family(const v1::Release& release, const v1::Rubric& rubric, const GateEstimates& estimates)
      : release_(release),
        rubric_(rubric),
        estimates_(estimates),
        decisive_(*DecisiveMeasure(rubric)) {}

  // The launch population, or all slices of the frame.
  void SetSlices(const SliceNumbers& slices) {
    std::map<std::string, double> budgets;
    for (const v1::LaunchSlice& slice : release_.slices()) {
      budgets[slice.slice()] = slice.has_budget() ? slice.budget() : release_.slice_budget();
    }
    if (budgets.empty()) {
      for (const auto& [id, number] : slices) budgets[id] = release_.slice_budget();
    }
    for (const auto& [id, budget] : budgets) {
      const auto known = slices.find(id);
      domains_.push_back(known == slices.end() ? std::vector<uint32_t>()
                                               : std::vector<uint32_t>{known->second});
      if (known != slices.end()) population_.push_back(known->second);
      slices_.emplace_back(id, budget);
    }
  }

  absl::Status Estimate() {
    absl::Status status =
        OverAll(decisive_, v1::GUARDRAIL_KIND_UNSPECIFIED, release_.aggregate_budget());
    for (const v1::RateGuardrail& guardrail : release_.rate_guardrails()) {
      if (!status.ok()) return status;
      status =
          OverAll(*FindMeasure(rubric_, guardrail.measure()), guardrail.kind(), guardrail.budget());
    }
    return status.ok() ? EstimateSlices() : status;
  }

  absl::StatusOr<std::vector<v1::Comparison>> Decide(uint64_t looks) {
    release::DecisionRules rules;
    rules.looks = looks;
    const auto decision = release::DecideRelease(comparisons_, rules);
    if (!decision.ok()) return decision.status();
    for (size_t i = 0; i < lines_.size(); ++i) {
      WriteFinding(decision->findings[i], lines_[i]);
      lines_[i].set_stage(StageOf(lines_[i]));
    }
    absl::Status status = NameStages();
    if (!status.ok()) return status;
    return std::move(lines_);
  }

 private:
  // Of some domains; none for those without slices.
  absl::StatusOr<Estimates> ChangesOf(const v1::Measure& measure,
                                      const std::vector<std::vector<uint32_t>>& domains) const {
    std::vector<std::vector<uint32_t>> known;
    for (const auto& domain : domains) {
      if (!domain.empty()) known.push_back(domain);
    }
    auto changes = estimates_.Changes(measure, known);
    if (!changes.ok()) return changes.status();
    Estimates all(domains.size());
    for (size_t i = 0, next = 0; i < domains.size(); ++i) {
      if (!domains[i].empty()) all[i] = (*changes)[next++];
    }
    return all;
  }

  // Of a slice, or with an empty id of all of them.
  struct Line {
    std::string slice;
    const v1::Measure& measure;
    v1::GuardrailKind guardrail = v1::GUARDRAIL_KIND_UNSPECIFIED;
    double budget = 0;
    std::vector<uint32_t> domain;
  };

  absl::Status OverAll(const v1::Measure& measure, v1::GuardrailKind kind, double budget) {
    const auto changes = ChangesOf(measure, {population_});
    if (!changes.ok()) return changes.status();
    Add({"", measure, kind, budget, population_}, changes->front());
    return absl::OkStatus();
  }

  absl::Status EstimateSlices() {
    const auto changes = ChangesOf(decisive_, domains_);
    if (!changes.ok()) return changes.status();
    for (size_t i = 0; i < slices_.size(); ++i) {
      Add({slices_[i].first, decisive_, v1::GUARDRAIL_KIND_UNSPECIFIED, slices_[i].second,
           domains_[i]},
          (*changes)[i]);
    }
    return absl::OkStatus();
  }

  void Add(Line line, const std::optional<release::ChangeEstimate>& estimate) {
    v1::Comparison& comparison = lines_.emplace_back();
    comparison.set_slice(line.slice);
    comparison.set_measure(line.measure.name());
    comparison.set_guardrail(line.guardrail);
    comparison.set_budget(line.budget);
    if (estimate.has_value()) WriteEstimate(*estimate, comparison);
    comparisons_.push_back({estimate, line.budget});
    line_domains_.push_back(std::move(line.domain));
  }

  v1::Stage StageOf(const v1::Comparison& line) const {
    return FindMeasure(rubric_, line.measure())->stage();
  }

  // What blocks is put down to the stage whose own errors grew most.
  absl::Status NameStages() {
    std::vector<size_t> blocking;
    std::vector<std::vector<uint32_t>> domains;
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (lines_[i].verdict() != v1::VERDICT_BLOCK || lines_[i].measure() != decisive_.name())
        continue;
      blocking.push_back(i);
      domains.push_back(line_domains_[i]);
    }
    if (blocking.empty()) return absl::OkStatus();
    std::vector<double> most(blocking.size(), 0);
    for (const v1::Measure& measure : rubric_.measures()) {
      if (&measure == &decisive_) continue;
      const auto changes = ChangesOf(measure, domains);
      if (!changes.ok()) return changes.status();
      for (size_t i = 0; i < blocking.size(); ++i) {
        if (!(*changes)[i].has_value() || (*changes)[i]->change <= most[i]) continue;
        most[i] = (*changes)[i]->change;
        lines_[blocking[i]].set_stage(measure.stage());
      }
    }
    return absl::OkStatus();
  }

  const v1::Release& release_;
  const v1::Rubric& rubric_;
  const GateEstimates& estimates_;
  const v1::Measure& decisive_;
  std::vector<std::pair<std::string, double>> slices_;  // ids and budgets
  std::vector<std::vector<uint32_t>> domains_;          // of each of them
  std::vector<uint32_t> population_;                    // all of them
  std::vector<v1::Comparison> lines_;
  std::vector<std::vector<uint32_t>> line_domains_;
  std::vector<release::Comparison> comparisons_;
};

}  // namespace

absl::StatusOr<std::vector<v1::Comparison>> CompareRelease(const ReleaseTerms& terms,
                                                           const GateEstimates& estimates) {
  Family family(terms.release, terms.rubric, estimates);
  family.SetSlices(terms.slices);
  absl::Status status = family.Estimate();
  if (!status.ok()) return status;
  return family.Decide(terms.looks);
}

}  // namespace winnow::loop
