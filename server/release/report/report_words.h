// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What values of the protos are called in a report, and how its numbers and times are written.
#ifndef WINNOW_SERVER_RELEASE_REPORT_REPORT_WORDS_H_
#define WINNOW_SERVER_RELEASE_REPORT_REPORT_WORDS_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/timestamp.pb.h"
#include "winnow/v1/release.pb.h"
#include "winnow/v1/trace.pb.h"

namespace winnow::release {

// PASS, BLOCK, UNDECIDED; NONE where there is no verdict.
std::string VerdictWord(v1::Verdict verdict);

// In small letters with spaces, such as "slice regression". Empty for what is unspecified.
std::string FindingWords(v1::FindingKind kind);
std::string GuardrailWords(v1::GuardrailKind kind);
std::string RolloutWords(v1::RolloutStage stage);
std::string PlaneWords(v1::TelemetryPlane plane);
std::string ComponentWords(v1::Component component);
std::string StageWords(v1::Stage stage);
std::string LineageWords(v1::LineageKind kind);

// In small letters with underscores, such as "slice_regression".
std::string FindingId(v1::FindingKind kind);

// RFC 3339 in UTC. Empty of the time that is not set.
std::string Rfc3339(const google::protobuf::Timestamp& time);
// To the minute, "2026-03-01 09:30 UTC".
std::string MinuteText(const google::protobuf::Timestamp& time);

// Errors per unit in points, that is per hundred units: "+1.25", "-0.40", "0.00".
std::string Points(double per_unit);
// The shortest decimal of at most six digits.
std::string Decimal(double value);
// With a comma between thousands.
std::string CountText(uint64_t count);
// "1 finding", "2 findings".
std::string Counted(uint64_t count, absl::string_view one, absl::string_view many);

// True of 64 hex digits in small letters.
bool IsSha256(absl::string_view digest);

// The last part of a resource name, "3" of "datasets/train/versions/3", and what stands before the
// last two: "datasets/train". The whole name where it has fewer parts.
std::string LastPart(absl::string_view name);
std::string ParentOf(absl::string_view name);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_REPORT_WORDS_H_
