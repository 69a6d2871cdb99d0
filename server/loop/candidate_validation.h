// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What a candidate must be to come in (api.md P1). A missing field of the invariant is no problem
// here: such a candidate is stored and quarantined.
#ifndef WINNOW_SERVER_LOOP_CANDIDATE_VALIDATION_H_
#define WINNOW_SERVER_LOOP_CANDIDATE_VALIDATION_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/repeated_field.h"
#include "server/loop/row_problem.h"
#include "winnow/v1/candidate.pb.h"
#include "winnow/v1/queue.pb.h"

namespace winnow::loop {

using DeclaredAttributes = google::protobuf::RepeatedPtrField<v1::AttributeSpec>;

// 16 to 64 lower-case hex digits: what pipelines put in place of a person or device.
bool IsKeyedHash(absl::string_view text);
inline constexpr absl::string_view kKeyedHashRule =
    "must be a keyed hash of 16 to 64 lower-case hex digits";

// The first problem of a candidate for a queue that declares `attributes`, or nullopt. Takes any
// message, however wrong.
std::optional<RowProblem> CheckCandidate(const v1::Candidate& candidate,
                                         const DeclaredAttributes& attributes, absl::Time now);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_CANDIDATE_VALIDATION_H_
