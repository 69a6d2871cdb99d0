// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_GATE_WAIVERS_H_
#define WINNOW_SERVER_RELEASE_GATE_WAIVERS_H_

#include <google/protobuf/repeated_field.h>

#include "absl/time/time.h"
#include "server/release/gate/finding.h"
#include "winnow/v1/release.pb.h"

namespace winnow::release {

// Whether anybody may answer for a finding of the kind. Never for UNKNOWN_SOURCE, MISSING_CONSENT,
// CONSENT_REVOKED and RETENTION_EXPIRED, nor for a kind that is not stated or not known.
bool IsWaivable(v1::FindingKind kind);

// Sets `waived` of each finding to whether a waiver is in force for it: of its kind, of its subject
// or without one, and with an end after `now`. A waiver of a kind that is not waivable has no
// effect.
void ApplyWaivers(const google::protobuf::RepeatedPtrField<v1::Waiver>& waivers, absl::Time now,
                  Findings& findings);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_GATE_WAIVERS_H_
