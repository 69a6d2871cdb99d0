// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_LOOP_RELEASES_WAIVERS_H_
#define WINNOW_SERVER_LOOP_RELEASES_WAIVERS_H_

#include "absl/status/statusor.h"
#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "server/loop/request_replay.h"
#include "winnow/v1/release_service.pb.h"

namespace winnow::loop {

// One call of WaiveFinding, on the thread of releases. Errors: RELEASE_UNKNOWN; WAIVER_DISALLOWED;
// FIELD_INVALID for an end that has passed or is more than 366 days away, and beyond 1,000 waivers.
absl::StatusOr<v1::WaiveFindingResponse> Waive(Environment& environment, const Caller& caller,
                                               const v1::WaiveFindingRequest& request,
                                               const CallId& call);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_WAIVERS_H_
