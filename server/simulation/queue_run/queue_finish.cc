// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// QueueEvents::Finish.
#include <algorithm>
#include <utility>

#include "server/simulation/queue_run/queue_events.h"

namespace winnow::simulation {

void QueueEvents::CountCandidates() {
  LabelTally& tally = result_.labels;
  double units = 0;
  double labelled = 0;
  double truth = 0;
  for (const uint32_t item : arrivals_) {
    const CandidateRun& candidate = book_->at(item);
    if (candidate.had_by.size() > 1) ++result_.leases.leased_again;
    if (candidate.place != Place::kDone) continue;
    const PoolItem& from = pool_.items[item];
    tally.disputed += candidate.IsDisputed() ? 1 : 0;
    tally.done_wrong += candidate.Accepted() != from.difference ? 1 : 0;
    const auto members = static_cast<double>(from.members);
    labelled += members * candidate.Accepted();
    truth += members * from.difference;
    units += members * from.reference_units;
  }
  if (units <= 0) return;
  tally.change_labelled = labelled / units;
  tally.change_true = truth / units;
}

QueueRunResult QueueEvents::Finish() {
  result_.finished = IsOver();
  result_.length = result_.finished ? now_ : options_.horizon;
  book_->Close(result_.length);
  result_.counts = book_->counts();
  result_.slices = book_->slices();
  result_.targets_met = absl::ZeroDuration();
  for (const SliceRun& slice : result_.slices) {
    if (!slice.target_met.has_value()) {
      result_.targets_met.reset();
      break;
    }
    result_.targets_met = std::max(*result_.targets_met, *slice.target_met);
  }
  CountCandidates();
  const auto labels = static_cast<double>(result_.labels.labels);
  const double days = absl::FDivDuration(absl::Ceil(result_.length, kDayOfRun), kDayOfRun);
  result_.labels.per_day = days > 0 ? labels / days : 0;
  double hours = 0;
  for (const Reviewer& reviewer : reviewers_)
    hours += absl::FDivDuration(reviewer.WorkedBefore(result_.length), absl::Hours(1));
  result_.labels.per_reviewer_hour = hours > 0 ? labels / hours : 0;
  return std::move(result_);
}

}  // namespace winnow::simulation
