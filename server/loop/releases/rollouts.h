// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_LOOP_RELEASES_ROLLOUTS_H_
#define WINNOW_SERVER_LOOP_RELEASES_ROLLOUTS_H_

#include "absl/status/statusor.h"
#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "server/loop/request_replay.h"
#include "winnow/v1/release_service.pb.h"

namespace winnow::loop {

// One call of RecordRollout, on the thread of releases. What is PROMOTED is judged anew before, as
// consent may have been revoked and waivers may have ended since the last verdict:
// RELEASE_NOT_READY unless that verdict, which is kept, passes and no rollout is missing. What is
// ROLLED_BACK is recorded also on the reserve of the disk. Other errors: RELEASE_UNKNOWN;
// FIELD_INVALID for slices that the queue has not, and beyond 1,000 rollouts.
absl::StatusOr<v1::RecordRolloutResponse> Record(Environment& environment, const Caller& caller,
                                                 const v1::RecordRolloutRequest& request,
                                                 const CallId& call);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_ROLLOUTS_H_
