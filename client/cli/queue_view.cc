// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/queue_view.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/batch_view.h"
#include "client/enum_name.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

std::string FormatSpecs(const v1::Queue& queue) {
  return absl::StrJoin(queue.attributes(), ", ",
                       [](std::string* text, const v1::AttributeSpec& spec) {
                         absl::StrAppend(text, spec.key(), ":", EnumName(spec.kind()));
                       });
}

std::string FormatPair(const v1::Queue& queue) {
  if (!queue.has_release_under_test()) return "";
  return absl::StrCat(queue.release_under_test().baseline_release(), ",",
                      queue.release_under_test().candidate_release());
}

// A count of a slice or a queue, or that it is hidden.
template <typename Counts>
std::string Shown(const Counts& counts, v1::CountKind kind, uint64_t count) {
  const auto& hidden = counts.hidden();
  return std::find(hidden.begin(), hidden.end(), kind) == hidden.end() ? absl::StrCat(count)
                                                                       : "hidden";
}

// Whether counts are hidden for what they would tell of gold and anchor items: that of all
// candidates is shown, and nothing is a published count.
bool HidesDraws(const v1::QueueStatusResponse& status) {
  const auto& hidden = status.hidden();
  return !hidden.empty() && !status.has_as_of_time() &&
         std::find(hidden.begin(), hidden.end(), v1::COUNT_KIND_CANDIDATES) == hidden.end();
}

// A count of a queue; one that leaves out what is hidden of slices is shown.
std::string ShownSum(const v1::QueueStatusResponse& status, v1::CountKind kind, uint64_t count) {
  return HidesDraws(status) ? Shown(status, kind, count) : absl::StrCat(count);
}

}  // namespace

std::vector<Column> QueueColumns() {
  return {{"queue"}, {"policy"}, {"shard", true}, {"created"}, {"description"}};
}

Cells QueueCells(const v1::Queue& queue) {
  return {IdOf(queue.name()), IdOf(queue.active_policy()), absl::StrCat(queue.shard()),
          FormatTime(queue.create_time()), queue.description()};
}

void PrintQueue(const v1::Queue& queue, std::ostream& out) {
  Table table({{"field"}, {"value"}});
  table.Add({"queue", queue.name()});
  table.Add({"description", queue.description()});
  table.Add({"policy", queue.active_policy()});
  table.Add({"policy_hash", queue.active_policy_hash()});
  if (queue.bootstrap()) {
    table.Add({"bootstrap", "the policy was activated before approvals were asked for"});
  }
  if (!queue.activating_policy().empty()) {
    table.Add({"activating_policy", queue.activating_policy()});
  }
  table.Add({"attributes", FormatSpecs(queue)});
  table.Add({"release_under_test", FormatPair(queue)});
  table.Add({"min_cell_subjects", absl::StrCat(queue.min_cell_subjects())});
  table.Add({"shard", absl::StrCat(queue.shard())});
  table.Add({"created", FormatTime(queue.create_time())});
  table.Add({"etag", queue.etag()});
  table.Print(out);
}

std::vector<Column> SliceColumns() {
  return {{"slice"},        {"candidates", true}, {"eligible", true},
          {"leased", true}, {"labeled", true},    {"target", true},
          {"launch", true}, {"regression"},       {"coverage", true}};
}

Cells SliceCells(const v1::Slice& slice) {
  return {IdOf(slice.name()),
          Shown(slice, v1::COUNT_KIND_CANDIDATES, slice.candidates()),
          Shown(slice, v1::COUNT_KIND_AVAILABLE, slice.eligible()),
          Shown(slice, v1::COUNT_KIND_LEASED, slice.leased()),
          Shown(slice, v1::COUNT_KIND_LABELED, slice.labeled()),
          absl::StrCat(slice.target_labels()),
          slice.has_launch_weight() ? FormatNumber(slice.launch_weight()) : "1",
          slice.recent_regression() ? "yes" : "",
          slice.has_coverage_override() ? FormatNumber(slice.coverage_override()) : ""};
}

void PrintQueueStatus(const v1::QueueStatusResponse& status, std::ostream& out) {
  Table table({{"field"}, {"value"}});
  table.Add({"queue", status.queue().name()});
  table.Add({"policy", status.queue().active_policy()});
  table.Add({"candidates", absl::StrCat(status.candidates())});
  table.Add({"available", ShownSum(status, v1::COUNT_KIND_AVAILABLE, status.available())});
  table.Add({"excluded", FormatExclusions(status.excluded())});
  table.Add({"leased", ShownSum(status, v1::COUNT_KIND_LEASED, status.leased())});
  table.Add({"labeled", ShownSum(status, v1::COUNT_KIND_LABELED, status.labeled())});
  table.Add({"open_batches", absl::StrCat(status.open_batches())});
  table.Add({"oldest_available", FormatTime(status.oldest_available_time())});
  table.Add({"next_lease_expires", FormatTime(status.next_lease_expire_time())});
  table.Add({"signal_backlog_bytes", absl::StrCat(status.signal_backlog_bytes())});
  if (HidesDraws(status)) {
    table.Add({"hidden", "counts that would tell gold and anchor items"});
  } else if (!status.hidden().empty() || status.has_as_of_time()) {
    table.Add({"hidden", absl::StrCat("counts of fewer than ", status.queue().min_cell_subjects(),
                                      " persons, and their parts of sums")});
    table.Add({"oldest_count", FormatTime(status.as_of_time())});
  }
  table.Print(out);
  if (!status.slices().empty()) {
    Table slices(SliceColumns());
    for (const v1::Slice& slice : status.slices()) slices.Add(SliceCells(slice));
    if (status.has_other_slices()) {
      Cells others = SliceCells(status.other_slices());
      others.front() = "(all that hide theirs)";
      slices.Add(std::move(others));
    }
    out << "\n";
    slices.Print(out);
  }
  if (status.last_quotas().empty()) return;
  out << "\nquotas of the newest batch\n";
  PrintQuotas(status.last_quotas(), out);
}

}  // namespace winnow::client::cli
