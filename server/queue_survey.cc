// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/queue_survey.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "server/app_await.h"

namespace winnow::app {
namespace {

// A page for people does not wait longer for a server that does not answer.
constexpr absl::Duration kPatience = absl::Seconds(5);

// Whoever looks at a page or at metrics is asked for nothing, and so may read no rows.
const loop::Caller& Monitoring() {
  static const loop::Caller* const caller =
      new loop::Caller{.principal = "winnowd", .grants = access::Grants::OfMonitoring()};
  return *caller;
}

absl::StatusOr<v1::ListQueuesResponse> ListQueues(loop::Loop& loop, const std::string& token) {
  v1::ListQueuesRequest request;
  request.set_page_size(1000);
  request.set_page_token(token);
  return Await<v1::ListQueuesResponse>(kPatience, [&](auto done) {
    loop.queues.ListQueues(Monitoring(), request, std::move(done));
  });
}

absl::StatusOr<QueueStanding> Survey(loop::Loop& loop, const v1::Queue& queue) {
  v1::QueueStatusRequest status_request;
  status_request.set_queue(queue.name());
  auto status = Await<v1::QueueStatusResponse>(kPatience, [&](auto done) {
    loop.queue_health.QueueStatus(Monitoring(), status_request, std::move(done));
  });
  if (!status.ok()) return status.status();
  QueueStanding standing;
  standing.status = *std::move(status);
  const auto adjudications = loop.queue_health.OpenAdjudications(Monitoring(), queue.name());
  if (!adjudications.ok()) return adjudications.status();
  standing.open_adjudications = *adjudications;
  if (standing.status.queue().active_policy().empty()) return standing;
  v1::GetPolicyRevisionRequest policy_request;
  policy_request.set_name(standing.status.queue().active_policy());
  auto policy = Await<v1::GetPolicyRevisionResponse>(kPatience, [&](auto done) {
    loop.policies.GetPolicyRevision(Monitoring(), policy_request, std::move(done));
  });
  if (!policy.ok()) return policy.status();
  standing.capacity = policy->policy_revision().policy().capacity();
  return standing;
}

// "EXCLUSION_REASON_ALREADY_LABELED" as the value of a label: "already_labeled".
std::string StateName(v1::ExclusionReason reason) {
  const std::string& name = v1::ExclusionReason_Name(reason);
  return absl::AsciiStrToLower(absl::StripPrefix(name, "EXCLUSION_REASON_"));
}

double LaunchWeight(const v1::Slice& slice) {
  return slice.has_launch_weight() ? slice.launch_weight() : 1.0;
}

bool Hides(const v1::Slice& slice, v1::CountKind kind) {
  return absl::c_linear_search(slice.hidden(), kind);
}

std::string LastPart(const std::string& name) { return name.substr(name.rfind('/') + 1); }

// States of published counts, which know fewer of them.
void AddPublishedStates(const v1::QueueStatusResponse& status, ops::QueueReading& reading) {
  const uint64_t told = status.available() + status.leased() + status.labeled();
  const std::pair<const char*, uint64_t> states[] = {{"leased", status.leased()},
                                                     {"already_labeled", status.labeled()},
                                                     {"other", status.candidates() - told}};
  for (const auto& [state, count] : states)
    reading.candidates_by_state.emplace_back(state, static_cast<int64_t>(count));
}

}  // namespace

absl::StatusOr<std::vector<QueueStanding>> SurveyQueues(loop::Loop& loop) {
  std::vector<QueueStanding> standings;
  std::string token;
  do {
    absl::StatusOr<v1::ListQueuesResponse> page = ListQueues(loop, token);
    if (!page.ok()) return page.status();
    for (const v1::Queue& queue : page->queues()) {
      absl::StatusOr<QueueStanding> standing = Survey(loop, queue);
      if (!standing.ok()) return standing.status();
      standings.push_back(*std::move(standing));
    }
    token = page->next_page_token();
  } while (!token.empty());
  return standings;
}

double FillRatio(const v1::QuotaLine& quota) {
  const uint64_t wanted = quota.filled() + quota.shortfall();
  return wanted == 0 ? 1.0 : static_cast<double>(quota.filled()) / static_cast<double>(wanted);
}

std::optional<double> CoverageRatio(const v1::Slice& slice) {
  if (slice.has_coverage_override()) return slice.coverage_override();
  if (slice.target_labels() == 0) return 1.0;
  if (Hides(slice, v1::COUNT_KIND_LABELED)) return std::nullopt;
  const double ratio =
      static_cast<double>(slice.labeled()) / static_cast<double>(slice.target_labels());
  return std::min(ratio, 1.0);
}

ops::QueueReading ToReading(const QueueStanding& standing) {
  const v1::QueueStatusResponse& status = standing.status;
  ops::QueueReading reading;
  reading.queue = LastPart(status.queue().name());
  // Before anything is published, nothing is shown.
  const bool shown = status.hidden().empty() || status.has_as_of_time();
  if (shown) reading.candidates_by_state.emplace_back("available", status.available());
  for (const v1::ExclusionCount& excluded : status.excluded()) {
    reading.candidates_by_state.emplace_back(StateName(excluded.reason()), excluded.count());
  }
  if (status.has_as_of_time()) AddPublishedStates(status, reading);
  if (status.has_oldest_available_time()) {
    reading.oldest_available = absl::FromUnixSeconds(status.oldest_available_time().seconds()) +
                               absl::Nanoseconds(status.oldest_available_time().nanos());
  }
  if (shown) reading.leased_items = static_cast<int64_t>(status.leased());
  if (standing.open_adjudications.has_value())
    reading.open_adjudications = static_cast<int64_t>(*standing.open_adjudications);
  reading.capacity_items = standing.capacity.queue_items();
  reading.policy = LastPart(status.queue().active_policy());
  absl::flat_hash_map<std::string, double> fill;
  for (const v1::QuotaLine& quota : status.last_quotas()) fill[quota.slice()] = FillRatio(quota);
  std::vector<v1::Slice> slices(status.slices().begin(), status.slices().end());
  std::stable_sort(slices.begin(), slices.end(), [](const v1::Slice& a, const v1::Slice& b) {
    return LaunchWeight(a) > LaunchWeight(b);
  });
  for (const v1::Slice& slice : slices) {
    ops::SliceReading& line = reading.slices.emplace_back();
    line.slice = LastPart(slice.name());
    if (!Hides(slice, v1::COUNT_KIND_AVAILABLE))
      line.available_items = static_cast<int64_t>(slice.eligible());
    const auto filled = fill.find(line.slice);
    if (filled != fill.end()) {
      line.quota_fill_ratio = filled->second;
    } else if (!slice.has_as_of_time() && slice.hidden().empty()) {
      line.quota_fill_ratio = 1.0;
    }
    line.coverage_ratio = CoverageRatio(slice);
  }
  return reading;
}

}  // namespace winnow::app
