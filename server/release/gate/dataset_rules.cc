// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/gate/dataset_rules.h"

#include <algorithm>

#include "absl/strings/string_view.h"

namespace winnow::release {
namespace {

void AddDatasets(const Concerns& datasets, v1::FindingKind kind, absl::string_view message,
                 Findings& findings) {
  for (const auto& [dataset, concern] : datasets) {
    if (concern.count == 0) continue;
    v1::Finding& finding = AddFinding(kind, dataset, findings);
    SetExamples(concern, finding);
    finding.set_message(std::string(message));
  }
}

}  // namespace

void FindSplitLeakage(const GateFacts& facts, Findings& findings) {
  AddDatasets(
      facts.leaked, v1::FINDING_KIND_SPLIT_LEAKAGE,
      "The training data has members of groups that the evaluation has items of. Give these "
      "groups one split, freeze a version without them, train on it and state a new "
      "release.",
      findings);
}

void FindContamination(const GateFacts& facts, Findings& findings) {
  AddDatasets(facts.contaminated, v1::FINDING_KIND_EVAL_CONTAMINATION,
              "The training data has items of the evaluation, or duplicates of them. Freeze a "
              "version without them, train on it and state a new release.",
              findings);
}

void FindUnexplainedRelabel(const GateFacts& facts, Findings& findings) {
  Concerns datasets = facts.unexplained_relabel;
  for (const v1::RelabelCount& relabels : facts.relabels) {
    if (relabels.unexplained() == 0) continue;
    Concern& concern = datasets[relabels.dataset()];
    concern.count = std::max(concern.count, relabels.unexplained());
  }
  AddDatasets(datasets, v1::FINDING_KIND_UNEXPLAINED_RELABEL,
              "Labels took the place of others and nobody said why. Submit them again with their "
              "cause, freeze a version and state a new release with it.",
              findings);
}

}  // namespace winnow::release
