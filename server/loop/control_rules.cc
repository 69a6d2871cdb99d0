// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/control_rules.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/loop/request_replay.h"
#include "server/loop/rubric_catalog.h"
#include "server/loop/usage.h"
#include "server/rubric/label_values.h"

namespace winnow::loop {
namespace {

using Violations = std::vector<FieldViolation>;

// What is known of a gold item: what a label of it could say.
void CheckKnown(const v1::ControlItem& item, const std::string& rubric,
                const shard::RegistrySnapshot& registry, Violations& violations) {
  const auto revision = ParseRubricRevision(item.rubric());
  const v1::Rubric* const asked = FindRubric(registry, item.rubric());
  if (!revision.has_value() || revision->first != rubric || asked == nullptr) {
    violations.push_back({"item.rubric",
                          "must be a revision of the candidate's rubric, {rubric}@{revision}; "
                          "ListRubricRevisions names those that there are"});
    return;
  }
  if (item.values().empty()) {
    violations.push_back(
        {"item.values", "are required for a gold item: what its labels have to say"});
  } else if (const auto field = rubric::CheckValues(item.values(), *asked); field.has_value()) {
    violations.push_back(
        {absl::StrCat("item.", *field), "must be what the rubric revision asks of a label"});
  }
}

void CheckKind(const v1::ControlItem& item, const std::string& rubric,
               const shard::RegistrySnapshot& registry, Violations& violations) {
  if (item.kind() == v1::CONTROL_KIND_GOLD) return CheckKnown(item, rubric, registry, violations);
  if (item.kind() != v1::CONTROL_KIND_ANCHOR) {
    violations.push_back({"item.kind", "is required: GOLD or ANCHOR"});
    return;
  }
  if (!item.rubric().empty())
    violations.push_back({"item.rubric", "must be empty for an anchor: nothing of it is known"});
  if (!item.values().empty())
    violations.push_back({"item.values", "must be empty for an anchor: nothing of it is known"});
}

// Why a candidate can no longer be set apart; nullptr where it can.
const char* WhyNotApart(shard::CandidateNo no, const shard::QueueState& queue) {
  if (queue.labels.Count(no) > 0) {
    return "has labels: set apart a candidate that nobody has labeled, or give its labels up with "
           "RequeueItems and a relabel cause";
  }
  if (queue.candidates.row(no).lease != 0)
    return "is in an open batch: set it apart when its lease has ended, or another candidate now";
  const shard::OpenEvaluation* const open = queue.evaluations.open();
  if (open != nullptr && (open->sampled.contains(no) || open->frame.Contains(no))) {
    return "is in the frame of the queue's open evaluation: close that first, or set another "
           "candidate apart";
  }
  return nullptr;
}

absl::Status CheckUsable(shard::CandidateNo no, const shard::ShardState& state,
                         shard::QueueState& queue) {
  const v1::ErrorReason reason = MayBeUsed(queue, no, state.now.latest_us());
  if (reason != v1::ERROR_REASON_UNSPECIFIED) {
    return NotAllowed(reason,
                      "The candidate may not be used: it was removed, its retention has ended, or "
                      "its consent does not allow it. Set another one apart.");
  }
  if (!queue.candidates.row(no).retired) return absl::OkStatus();
  return NotAllowed(v1::ERROR_REASON_CANDIDATE_RETIRED,
                    "The candidate was taken out of the queue for good. Set another one apart.");
}

}  // namespace

absl::Status CheckControlItem(const v1::ControlItem& item, shard::CandidateNo no,
                              const shard::ShardState& state, shard::QueueState& queue) {
  if (absl::Status status = CheckUsable(no, state, queue); !status.ok()) return status;
  Violations violations;
  const char* const problem = queue.candidates.row(no).control ? nullptr : WhyNotApart(no, queue);
  if (problem != nullptr) violations.push_back({"item.candidate_id", problem});
  const std::string& rubric =
      queue.candidates.dictionaries().rubrics.Text(queue.candidates.row(no).rubric);
  CheckKind(item, rubric, *state.registry, violations);
  return violations.empty() ? absl::OkStatus() : FieldsInvalid(std::move(violations));
}

bool IsSameControlItem(v1::ControlItem a, v1::ControlItem b) {
  for (v1::ControlItem* item : {&a, &b}) {
    item->clear_batches();
    item->clear_create_time();
  }
  return PayloadHash(a) == PayloadHash(b);
}

}  // namespace winnow::loop
