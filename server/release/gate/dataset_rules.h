// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Rules about the training data as a whole: does it hold what decides, and does it say why labels
// changed? One finding per data set version.
#ifndef WINNOW_SERVER_RELEASE_GATE_DATASET_RULES_H_
#define WINNOW_SERVER_RELEASE_GATE_DATASET_RULES_H_

#include "server/release/gate/finding.h"
#include "server/release/gate/gate_facts.h"

namespace winnow::release {

void FindSplitLeakage(const GateFacts& facts, Findings& findings);
void FindContamination(const GateFacts& facts, Findings& findings);

// Of each version that has such labels by `unexplained_relabel` or by `relabels`; where both speak
// of it, the larger count.
void FindUnexplainedRelabel(const GateFacts& facts, Findings& findings);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_GATE_DATASET_RULES_H_
