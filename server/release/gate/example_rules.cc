// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/gate/example_rules.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace winnow::release {
namespace {

// How a release gets rid of examples: neither a version nor a release changes once it is there.
absl::string_view LeaveThemOut(absl::string_view subject) {
  return absl::StartsWith(subject, "datasets/")
             ? "freeze a version without them, train on it and state a new release."
             : "draw an evaluation without them and state a new release.";
}

// One finding per subject; `lead` says what was found, and goes on with how to leave them out.
void AddConcerns(const Concerns& concerns, v1::FindingKind kind, absl::string_view lead,
                 Findings& findings) {
  for (const auto& [subject, concern] : concerns) {
    if (concern.count == 0) continue;
    v1::Finding& finding = AddFinding(kind, subject, findings);
    SetExamples(concern, finding);
    finding.set_message(absl::StrCat(lead, LeaveThemOut(subject)));
  }
}

}  // namespace

void FindUnknownSource(const GateFacts& facts, Findings& findings) {
  AddConcerns(facts.unknown_source, v1::FINDING_KIND_UNKNOWN_SOURCE,
              "Examples are of a source that is not registered. Register the source, or ",
              findings);
}

void FindMissingConsent(const GateFacts& facts, Findings& findings) {
  AddConcerns(facts.missing_consent, v1::FINDING_KIND_MISSING_CONSENT,
              "The consent scope of examples does not allow what they are used for, is unknown or "
              "has expired. Get consent and renew the scope, or ",
              findings);
}

void FindRevokedConsent(const GateFacts& facts, Findings& findings) {
  AddConcerns(facts.consent_revoked, v1::FINDING_KIND_CONSENT_REVOKED,
              "Consent of examples was revoked. Use them no more: ", findings);
}

void FindExpiredRetention(const GateFacts& facts, Findings& findings) {
  AddConcerns(facts.retention_expired, v1::FINDING_KIND_RETENTION_EXPIRED,
              "The retention of examples has ended, or what they held was removed. Use them no "
              "more: ",
              findings);
}

}  // namespace winnow::release
