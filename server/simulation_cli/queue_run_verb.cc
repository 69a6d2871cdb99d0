// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/simulation/queue_run/queue_report.h"
#include "server/simulation_cli/arguments.h"
#include "server/simulation_cli/files.h"
#include "server/simulation_cli/pool_files.h"
#include "server/simulation_cli/shared_options.h"
#include "server/simulation_cli/verbs.h"

namespace winnow::simulation {
namespace {

constexpr absl::string_view kQueueOptions[] = {
    "--policies", "--reviewers",     "--speed",   "--absence",  "--error-rate",
    "--batch",    "--lease-minutes", "--backlog", "--arrivals", "--sample",
    "--target",   "--days",          "--seed",    "--json"};
constexpr uint64_t kMostReviewers = 10'000;
constexpr uint64_t kMostItems = 65'536;
constexpr uint64_t kMostDays = 3'650;
constexpr double kSlowest = 1e-3;  // items per hour
constexpr double kFastest = 1e5;
constexpr double kMostArrivals = 1e9;  // per day
// Who finds nothing to do asks again every quarter of an hour.
constexpr uint64_t kMostReviewerDays = 100'000;

// Takes whole numbers into the options; the first that is wrong is kept.
class Numbers {
 public:
  explicit Numbers(const Arguments& arguments) : arguments_(arguments) {}

  template <typename T>
  void Whole(absl::string_view name, const Arguments::Bounds& bounds, T& out) {
    const auto value = arguments_.Whole(name, out, bounds);
    if (value.ok()) out = static_cast<T>(*value);
    status_.Update(value.status());
  }
  void Real(absl::string_view name, const Arguments::RealBounds& bounds, double& out) {
    const auto value = arguments_.Real(name, out, bounds);
    if (value.ok()) out = *value;
    status_.Update(value.status());
  }

  const absl::Status& status() const { return status_; }

 private:
  const Arguments& arguments_;
  absl::Status status_;
};

// Options that another one leaves without effect are slips of the pen.
absl::Status CheckTogether(const Arguments& arguments, const QueueRunOptions& options) {
  const auto refuse = [](absl::string_view option, absl::string_view remedy) {
    return absl::InvalidArgumentError(absl::StrCat(option, ": ", remedy));
  };
  if (options.sample > 0) {
    for (const absl::string_view option : {"--backlog", "--arrivals", "--target"}) {
      if (arguments.Has(option))
        return refuse(option,
                      "has no effect with --sample, which is drawn at once of all: leave "
                      "one of the two out");
    }
  }
  if (arguments.Has("--backlog") && options.arrivals_per_day == 0)
    return refuse("--backlog",
                  "without --arrivals all candidates are there at the start: say with "
                  "--arrivals how many of the others come a day, or leave it out");
  return absl::OkStatus();
}

absl::StatusOr<QueueRunOptions> OptionsOf(const Arguments& arguments) {
  QueueRunOptions options;
  Numbers numbers(arguments);
  uint64_t lease_minutes = 0;
  auto days = static_cast<uint64_t>(options.horizon / absl::Hours(24));
  numbers.Whole("--reviewers", {1, kMostReviewers}, options.reviewers.reviewers);
  numbers.Real("--speed", {kSlowest, kFastest}, options.reviewers.items_per_hour);
  numbers.Real("--absence", {0, 1}, options.reviewers.absence);
  numbers.Real("--error-rate", {0, 1}, options.reviewers.error_rate);
  numbers.Whole("--batch", {1, kMostItems}, options.batch_items);
  numbers.Whole("--lease-minutes", {1, UINT32_MAX}, lease_minutes);
  numbers.Whole("--backlog", {0, UINT32_MAX}, options.backlog);
  numbers.Real("--arrivals", {0, kMostArrivals}, options.arrivals_per_day);
  numbers.Whole("--sample", {0, kMostItems}, options.sample);
  numbers.Whole("--target", {0, UINT32_MAX}, options.slice_target);
  numbers.Whole("--days", {1, kMostDays}, days);
  numbers.Whole("--seed", {}, options.seed);
  if (!numbers.status().ok()) return numbers.status();
  if (options.reviewers.reviewers * days > kMostReviewerDays) {
    return absl::InvalidArgumentError(
        absl::StrCat("--days: ", options.reviewers.reviewers, " reviewers can work for ",
                     kMostReviewerDays / options.reviewers.reviewers, " days at most"));
  }
  if (absl::Status status = CheckTogether(arguments, options); !status.ok()) return status;
  options.lease = absl::Minutes(static_cast<int64_t>(lease_minutes));
  options.horizon = absl::Hours(24 * static_cast<int64_t>(days));
  return options;
}

}  // namespace

int QueueRunVerb(absl::Span<const std::string> words) {
  const auto arguments = Arguments::Parse(words, {.once = kQueueOptions, .often = kPoolOptions});
  if (!arguments.ok()) return Complain(arguments.status());
  const auto options = OptionsOf(*arguments);
  if (!options.ok()) return Complain(options.status());
  const std::string json = arguments->Text("--json");
  if (!json.empty()) {
    if (const absl::Status status = CheckWritable(json); !status.ok()) return Complain(status);
  }
  const auto strategies = ReadStrategies(*arguments, {"asr-training", "lab-v0"});
  if (!strategies.ok()) return Complain(strategies.status());
  // Work is counted, and nothing is judged: a thin slice waits like any other.
  constexpr uint64_t kLeastQueuedItems = 1;
  const auto pools = ReadPools(*arguments, kLeastQueuedItems);
  if (!pools.ok()) return Complain(pools.status());
  if (pools->size() != 1) return Complain("queue-run: give one --data with one --truth");
  const auto report = ReportQueueRuns(pools->front(), *strategies, *options);
  if (!report.ok()) return Complain(report.status());
  if (!json.empty()) {
    if (const absl::Status status = WriteFile(json, report->json); !status.ok())
      return Complain(status);
  }
  return Tell(report->text);
}

}  // namespace winnow::simulation
