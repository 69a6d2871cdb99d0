// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Checks of what is in a batch: counts, quotas, order, scores.
#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/loop/verify_checks.h"
#include "server/selection/types.h"

namespace winnow::loop {
namespace {

// Items that were drawn, by slice, as far as they can be read.
std::map<std::string, uint64_t> ItemsBySlice(const BatchEvidence& evidence) {
  std::map<std::string, uint64_t> counts;
  for (const auto& item : evidence.items) {
    if (item.has_value() && item->arm() != v1::ARM_CONTROL) ++counts[item->slice()];
  }
  return counts;
}

// Items that are no control items; of an erased one the place tells, because those come last.
uint64_t DrawnItems(const BatchEvidence& evidence) {
  uint64_t drawn = 0;
  for (size_t i = 0; i < evidence.items.size(); ++i) {
    drawn += evidence.items[i].has_value() ? evidence.items[i]->arm() != v1::ARM_CONTROL
                                           : i < evidence.batch.manifest().selected();
  }
  return drawn;
}

void CheckTotals(const BatchEvidence& evidence, Findings& findings) {
  const v1::Manifest& manifest = evidence.batch.manifest();
  uint64_t filled = 0;
  uint64_t eligible = 0;
  for (const v1::QuotaLine& quota : manifest.quotas()) {
    filled += quota.filled();
    eligible += quota.eligible();
  }
  if (const uint64_t drawn = DrawnItems(evidence); manifest.selected() != drawn) {
    findings.Add(
        absl::StrCat("it has ", drawn, " items, and its header says ", manifest.selected()));
  }
  if (filled != manifest.selected()) {
    findings.Add(absl::StrCat("its slices have ", filled, " items together, and its header says ",
                              manifest.selected()));
  }
  if (std::max(manifest.selected(), evidence.items.size()) > manifest.requested()) {
    findings.Add(absl::StrCat("it has more items than the ", manifest.requested(), " asked for"));
  }
  if (eligible != manifest.eligible()) {
    findings.Add(absl::StrCat("its slices had ", eligible,
                              " candidates in the frame, and its "
                              "header says ",
                              manifest.eligible()));
  }
}

void CheckDistinct(const BatchEvidence& evidence, Findings& findings) {
  std::set<std::string> seen;
  for (size_t i = 0; i < evidence.items.size(); ++i) {
    const auto& item = evidence.items[i];
    if (item.has_value() && !seen.insert(item->candidate_id()).second) {
      findings.AddOfItem(i, "its candidate is in the batch twice");
    }
  }
}

int ArmRank(v1::Arm arm) { return arm == v1::ARM_UNSPECIFIED ? v1::Arm_MAX + 1 : arm; }

}  // namespace

void CheckCounts(const BatchEvidence& evidence, Findings& findings) {
  CheckTotals(evidence, findings);
  CheckDistinct(evidence, findings);
  const bool has_gaps = evidence.has_gaps();
  std::map<std::string, uint64_t> counts = ItemsBySlice(evidence);
  for (const v1::QuotaLine& quota : evidence.batch.manifest().quotas()) {
    const auto it = counts.find(quota.slice());
    const uint64_t count = it == counts.end() ? 0 : it->second;
    if (it != counts.end()) counts.erase(it);
    if (count == quota.filled() || (count < quota.filled() && has_gaps)) continue;
    findings.AddOfSlice(quota.slice(), absl::StrCat("it has ", count, " items, and its line says ",
                                                    quota.filled()));
  }
  for (const auto& [slice, count] : counts) {
    findings.AddOfSlice(slice, absl::StrCat("it has ", count, " items and no line"));
  }
}

void CheckQuotas(const BatchEvidence& evidence, Findings& findings) {
  for (const v1::QuotaLine& quota : evidence.batch.manifest().quotas()) {
    const auto add = [&](std::string message) {
      findings.AddOfSlice(quota.slice(), std::move(message));
    };
    if (quota.max() > quota.eligible()) {
      add(absl::StrCat("its maximum is ", quota.max(), ", and it had ", quota.eligible(),
                       " candidates"));
    }
    if (quota.min() > quota.max()) {
      add(absl::StrCat("its minimum ", quota.min(), " is above its maximum ", quota.max()));
    }
    if (quota.filled() > quota.max()) {
      add(absl::StrCat("it has ", quota.filled(), " items, and its maximum is ", quota.max()));
    }
    if (quota.filled() + quota.shortfall() < quota.min()) {
      add(absl::StrCat("it lacks items of its minimum ", quota.min(), " that no shortfall counts"));
    }
    // A slice whose share of the random draws was rounded to 0 is named without a missing slot.
    if (quota.shortfall() > 0 && quota.shortfall_reason() == v1::SHORTFALL_REASON_UNSPECIFIED) {
      add("its shortfall has no reason");
    }
  }
}

void CheckOrder(const BatchEvidence& evidence, Findings& findings) {
  const v1::ManifestItem* before = nullptr;
  for (size_t i = 0; i < evidence.items.size(); ++i) {
    if (!evidence.items[i].has_value()) continue;
    const v1::ManifestItem& item = *evidence.items[i];
    if (item.arm() == v1::ARM_UNSPECIFIED) findings.AddOfItem(i, "it has no arm");
    if (before != nullptr && ArmRank(item.arm()) < ArmRank(before->arm())) {
      findings.AddOfItem(i, "its arm comes before that of the item before it");
    }
    const bool best = item.arm() == v1::ARM_EXPLOIT || item.arm() == v1::ARM_FILL;
    if (before != nullptr && best && item.arm() == before->arm() &&
        item.score_micros() > before->score_micros()) {
      findings.AddOfItem(i, "its score is above that of the item before it");
    }
    before = &item;
  }
}

void CheckScores(const BatchEvidence& evidence, Findings& findings) {
  for (size_t i = 0; i < evidence.items.size(); ++i) {
    if (!evidence.items[i].has_value()) continue;
    selection::Int128 sum = 0;
    for (const v1::ScoreTerm& term : evidence.items[i]->terms()) sum += term.micros();
    if (selection::Saturate(sum) != evidence.items[i]->score_micros()) {
      findings.AddOfItem(i, "its score is not the sum of its terms");
    }
  }
}

}  // namespace winnow::loop
