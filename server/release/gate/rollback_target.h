// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_GATE_ROLLBACK_TARGET_H_
#define WINNOW_SERVER_RELEASE_GATE_ROLLBACK_TARGET_H_

#include "winnow/v1/release.pb.h"

namespace winnow::release {

// What to roll back where answers rest on sources that are not in force: the index if the release
// changes one, else the ingestion if it changes that, else the index.
v1::Component FreshnessTarget(const v1::Release& release);

// What to roll back where a trigger fires: its target, or else the index for RETRIEVAL where the
// release changes one, the data for DATA, else the model.
v1::Component TriggerTarget(const v1::Release& release, const v1::RollbackTrigger& trigger);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_GATE_ROLLBACK_TARGET_H_
