// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/rubric_pins.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/loop/rubric_catalog.h"

namespace winnow::loop {
const std::string* FindPin(const RubricPins& pins, absl::string_view rubric_id) {
  const std::string prefix = absl::StrCat(rubric_id, "@");
  const auto it = std::find_if(pins.begin(), pins.end(), [&](const std::string& pin) {
    return absl::StartsWith(pin, prefix);
  });
  return it == pins.end() ? nullptr : &*it;
}

RubricPins PinRubrics(const shard::RegistrySnapshot& registry, const RubricPins& pinned,
                      const std::vector<v1::ManifestItem>& items) {
  RubricPins pins = pinned;
  absl::string_view last;
  for (const v1::ManifestItem& item : items) {
    // Neighbours mostly have the same.
    if (item.rubric() == last || FindPin(pins, item.rubric()) != nullptr) continue;
    last = item.rubric();
    if (auto revision = RubricInForce(registry, last)) *pins.Add() = *std::move(revision);
  }
  std::sort(pins.begin(), pins.end());
  return pins;
}

std::string PinnedRubric(const shard::RegistrySnapshot& registry, const RubricPins& pins,
                         absl::string_view rubric_id) {
  if (const std::string* pin = FindPin(pins, rubric_id)) return *pin;
  return RubricInForce(registry, rubric_id).value_or("");
}

}  // namespace winnow::loop
