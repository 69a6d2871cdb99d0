// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/queue_run/queue_options.h"

#include <cmath>

#include "absl/strings/str_cat.h"

namespace winnow::simulation {
namespace {

constexpr absl::Duration kWholeDay = absl::Hours(24);
constexpr absl::Duration kLongestRun = absl::Hours(24 * 3660);
constexpr double kMostItemsPerHour = 1e5;
constexpr double kMostArrivalsPerDay = 1e9;
constexpr double kWidestSpread = 2;
constexpr uint32_t kMostReviewers = 10'000;

absl::Status RefuseOption(absl::string_view option, absl::string_view rule) {
  return absl::InvalidArgumentError(absl::StrCat(option, " must be ", rule));
}

bool IsWithin(double value, double least, double most) { return value >= least && value <= most; }

bool IsShare(double value) { return IsWithin(value, 0, 1); }

absl::Status CheckReviewers(const ReviewerModel& model) {
  if (model.reviewers == 0 || model.reviewers > kMostReviewers)
    return RefuseOption("reviewers", absl::StrCat("1 to ", kMostReviewers));
  if (!IsWithin(model.items_per_hour, 1e-3, kMostItemsPerHour))
    return RefuseOption("items_per_hour", absl::StrCat("0.001 to ", kMostItemsPerHour));
  if (!IsWithin(model.speed_spread, 0, kWidestSpread))
    return RefuseOption("speed_spread", absl::StrCat("0 to ", kWidestSpread));
  if (!IsShare(model.absence)) return RefuseOption("absence", "0 to 1");
  if (!IsShare(model.error_rate)) return RefuseOption("error_rate", "0 to 1");
  if (!IsShare(model.slice_share)) return RefuseOption("slice_share", "0 to 1");
  if (model.working_day <= absl::ZeroDuration() || model.working_day > kWholeDay)
    return RefuseOption("working_day", "above 0 and at most 24 hours");
  if (model.day_starts_within < absl::ZeroDuration() ||
      model.day_starts_within + model.working_day > kWholeDay) {
    return RefuseOption("day_starts_within", "0 or more, and with a working day 24 hours at most");
  }
  if (model.retry < absl::Seconds(1)) return RefuseOption("retry", "at least a second");
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckQueueOptions(const QueueRunOptions& options, const Pool& pool) {
  if (absl::Status status = CheckReviewers(options.reviewers); !status.ok()) return status;
  if (options.batch_items == 0) return RefuseOption("batch_items", "at least 1");
  if (!IsWithin(options.arrivals_per_day, 0, kMostArrivalsPerDay))
    return RefuseOption("arrivals_per_day", absl::StrCat("0 to ", kMostArrivalsPerDay));
  if (options.horizon <= absl::ZeroDuration() || options.horizon > kLongestRun)
    return RefuseOption("horizon", "above 0 and at most ten years");
  if (options.sample == 0) return absl::OkStatus();
  if (options.sample > pool.items.size()) {
    return RefuseOption("sample", absl::StrCat(pool.items.size(), " at most, the candidates of ",
                                               pool.task.task(), "; ask for fewer"));
  }
  if (options.arrivals_per_day > 0)
    return RefuseOption("arrivals_per_day", "0 with a sample, whose frame is frozen");
  if (options.reviewers.slice_share < 1)
    return RefuseOption("slice_share", "1 with a sample, which is handed out over all slices");
  return absl::OkStatus();
}

absl::Status CheckQueueOptionsFor(const selection::CompiledPolicy& policy, const Strategy& strategy,
                                  const QueueRunOptions& options) {
  if (options.batch_items > policy.lease.max_items) {
    return RefuseOption("batch_items",
                        absl::StrCat(policy.lease.max_items, " at most under ", strategy.name));
  }
  const absl::Duration lease = options.lease;
  if (lease != absl::ZeroDuration() &&
      (lease < absl::Seconds(1) || lease > policy.lease.max_lease)) {
    return RefuseOption("lease", absl::StrCat("0 for that of the policy, or a second to ",
                                              absl::FormatDuration(policy.lease.max_lease),
                                              ", the longest under ", strategy.name));
  }
  if (!strategy.knows_slices && options.reviewers.slice_share < 1)
    return RefuseOption("slice_share",
                        absl::StrCat("1 under ", strategy.name, ", which knows no slices"));
  return absl::OkStatus();
}

}  // namespace winnow::simulation
