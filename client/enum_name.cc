// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/enum_name.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace winnow::client {
namespace {

// "STAGE_" of STAGE_UNSPECIFIED, which every enum of the protos begins with.
absl::string_view PrefixOf(const EnumDescriptor& type) {
  return absl::StripSuffix(type.FindValueByNumber(0)->name(), "UNSPECIFIED");
}

}  // namespace

std::optional<int> EnumValue(const EnumDescriptor& type, absl::string_view name) {
  const absl::string_view prefix = PrefixOf(type);
  const auto* value = type.FindValueByName(
      absl::StartsWith(name, prefix) ? std::string(name) : absl::StrCat(prefix, name));
  if (value == nullptr || value->number() == 0) return std::nullopt;
  return value->number();
}

std::string EnumName(const EnumDescriptor& type, int value) {
  if (value == 0) return "";
  const auto* known = type.FindValueByNumber(value);
  if (known == nullptr) return absl::StrCat(value);
  return std::string(absl::StripPrefix(known->name(), PrefixOf(type)));
}

std::string EnumChoices(const EnumDescriptor& type) {
  std::string choices;
  for (int i = 0; i < type.value_count(); ++i) {
    const std::string name = EnumName(type, type.value(i)->number());
    if (!name.empty()) absl::StrAppend(&choices, choices.empty() ? "" : ", ", name);
  }
  return choices;
}

}  // namespace winnow::client
