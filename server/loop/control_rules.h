// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What a gold or anchor item must be like.
#ifndef WINNOW_SERVER_LOOP_CONTROL_RULES_H_
#define WINNOW_SERVER_LOOP_CONTROL_RULES_H_

#include <vector>

#include "absl/status/status.h"
#include "server/loop/error.h"
#include "server/shard/shard_state.h"
#include "winnow/v1/control.pb.h"

namespace winnow::loop {

// Under the shard's mutex: whether candidate `no`, which `item` names, may be that item.
// FIELD_INVALID with every violation, each with what to do about it; CANDIDATE_REMOVED,
// CANDIDATE_RETIRED, CONSENT_REVOKED, CONSENT_DISALLOWED or RETENTION_EXPIRED for one that would
// never be served.
absl::Status CheckControlItem(const v1::ControlItem& item, shard::CandidateNo no,
                              const shard::ShardState& state, shard::QueueState& queue);

// Whether both say the same of one candidate; what is output only does not count.
bool IsSameControlItem(v1::ControlItem a, v1::ControlItem b);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_CONTROL_RULES_H_
