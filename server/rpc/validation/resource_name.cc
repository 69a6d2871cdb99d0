// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/validation/resource_name.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace winnow::rpc {
namespace {

constexpr size_t kMaxIdSize = 64;
constexpr absl::string_view kIdRule = "1 to 64 characters of A-Z a-z 0-9 _ . : -";

bool IsIdCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == ':' ||
         c == '-';
}

// A form of names and how it is told to people.
struct NameForm {
  std::vector<absl::string_view> collections;
  absl::string_view shown;
};

void CheckName(const NameForm& form, absl::string_view field, absl::string_view value,
               Violations& violations) {
  if (IsResourceName(value, form.collections)) return;
  violations.Add(std::string(field),
                 absl::StrCat("Must be `", form.shown, "` with ids of ", kIdRule, "."));
}

}  // namespace

bool IsId(absl::string_view text) {
  return !text.empty() && text.size() <= kMaxIdSize &&
         std::all_of(text.begin(), text.end(), IsIdCharacter);
}

bool IsRevision(absl::string_view text) {
  constexpr size_t kMaxDigits = 9;
  return !text.empty() && text.size() <= kMaxDigits && text[0] != '0' &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return absl::ascii_isdigit(c); });
}

bool IsSnakeCase(absl::string_view text, size_t limit) {
  return !text.empty() && text.size() <= limit &&
         absl::ascii_islower(static_cast<unsigned char>(text[0])) &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
         });
}

bool IsResourceName(absl::string_view text, absl::Span<const absl::string_view> collections) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  if (parts.size() != 2 * collections.size()) return false;
  for (size_t i = 0; i < collections.size(); ++i) {
    if (parts[2 * i] != collections[i] || !IsId(parts[2 * i + 1])) return false;
  }
  return true;
}

void CheckId(absl::string_view field, absl::string_view value, Violations& violations) {
  if (!IsId(value)) violations.Add(std::string(field), absl::StrCat("Must be ", kIdRule, "."));
}

void CheckOptionalId(absl::string_view field, absl::string_view value, Violations& violations) {
  if (!value.empty()) CheckId(field, value, violations);
}

void CheckQueueName(absl::string_view field, absl::string_view value, Violations& violations) {
  CheckName({{"queues"}, "queues/{queue}"}, field, value, violations);
}

void CheckCandidateName(absl::string_view field, absl::string_view value, Violations& violations) {
  CheckName({{"queues", "candidates"}, "queues/{queue}/candidates/{candidate}"}, field, value,
            violations);
}

void CheckSliceName(absl::string_view field, absl::string_view value, Violations& violations) {
  CheckName({{"queues", "slices"}, "queues/{queue}/slices/{slice}"}, field, value, violations);
}

void CheckBatchName(absl::string_view field, absl::string_view value, Violations& violations) {
  CheckName({{"queues", "batches"}, "queues/{queue}/batches/{batch}"}, field, value, violations);
}

void CheckSourceName(absl::string_view field, absl::string_view value, Violations& violations) {
  CheckName({{"sources"}, "sources/{source}"}, field, value, violations);
}

void CheckConsentScopeName(absl::string_view field, absl::string_view value,
                           Violations& violations) {
  CheckName({{"consentScopes"}, "consentScopes/{scope}"}, field, value, violations);
}

void CheckPolicyName(absl::string_view field, absl::string_view value, Violations& violations) {
  const std::vector<absl::string_view> parts = absl::StrSplit(value, absl::MaxSplits('@', 1));
  const bool is_valid =
      IsResourceName(parts[0], {"policies"}) && (parts.size() == 1 || IsRevision(parts[1]));
  if (is_valid) return;
  violations.Add(std::string(field),
                 absl::StrCat("Must be `policies/{policy}@{revision}` or `policies/{policy}` with "
                              "an id of ",
                              kIdRule, "."));
}

}  // namespace winnow::rpc
