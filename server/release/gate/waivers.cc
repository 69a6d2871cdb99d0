// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/gate/waivers.h"

#include <algorithm>

namespace winnow::release {
namespace {

// Without an end it has ended in 1970.
absl::Time EndOf(const v1::Waiver& waiver) {
  return absl::FromUnixSeconds(waiver.expire_time().seconds()) +
         absl::Nanoseconds(waiver.expire_time().nanos());
}

bool Covers(const v1::Waiver& waiver, const v1::Finding& finding) {
  return waiver.kind() == finding.kind() && IsWaivable(finding.kind()) &&
         (waiver.subject().empty() || waiver.subject() == finding.subject());
}

}  // namespace

bool IsWaivable(v1::FindingKind kind) {
  switch (kind) {
    case v1::FINDING_KIND_UNSPECIFIED:
    case v1::FINDING_KIND_UNKNOWN_SOURCE:
    case v1::FINDING_KIND_MISSING_CONSENT:
    case v1::FINDING_KIND_CONSENT_REVOKED:
    case v1::FINDING_KIND_RETENTION_EXPIRED:
    // Two label policies or two vendors are never compared, whoever answers for it.
    case v1::FINDING_KIND_RUBRIC_MISMATCH:
    case v1::FINDING_KIND_VENDOR_MISMATCH:
      return false;
    default:
      return v1::FindingKind_IsValid(kind);
  }
}

void ApplyWaivers(const google::protobuf::RepeatedPtrField<v1::Waiver>& waivers, absl::Time now,
                  Findings& findings) {
  for (v1::Finding& finding : findings) {
    finding.set_waived(std::any_of(waivers.begin(), waivers.end(), [&](const v1::Waiver& waiver) {
      return Covers(waiver, finding) && now < EndOf(waiver);
    }));
  }
}

}  // namespace winnow::release
