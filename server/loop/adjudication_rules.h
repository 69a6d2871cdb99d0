// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_LOOP_ADJUDICATION_RULES_H_
#define WINNOW_SERVER_LOOP_ADJUDICATION_RULES_H_

#include <vector>

#include "absl/status/status.h"
#include "server/shard/registry.h"
#include "winnow/storage/v1/records.pb.h"
#include "winnow/v1/adjudication.pb.h"

namespace winnow::loop {

// Whether `decision` may be made about `labels`, which disagree as `record` says. FIELD_INVALID
// with every violation.
absl::Status CheckDecision(const v1::AdjudicationDecision& decision,
                           const storage::v1::AdjudicationRecord& record,
                           const std::vector<v1::Label>& labels,
                           const shard::RegistrySnapshot& registry);

// Whether two decisions say the same, whenever they were made.
bool IsSameDecision(v1::AdjudicationDecision a, v1::AdjudicationDecision b);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_ADJUDICATION_RULES_H_
