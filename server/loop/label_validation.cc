// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/label_validation.h"

#include <cmath>
#include <cstdint>

#include "absl/strings/numbers.h"
#include "server/loop/candidate_validation.h"
#include "server/loop/proto_time.h"
#include "server/loop/resource_name.h"
#include "server/selection/names.h"

namespace winnow::loop {
namespace {

constexpr int kMaxValues = 64;

bool IsValue(const v1::LabelValue& value) {
  switch (value.kind_case()) {
    case v1::LabelValue::kNumber:
      return std::isfinite(value.number());
    case v1::LabelValue::kFlag:
      return true;
    case v1::LabelValue::kCategory:
      return IsId(value.category());
    case v1::LabelValue::KIND_NOT_SET:
      return false;
  }
  return false;
}

bool AreValues(const google::protobuf::Map<std::string, v1::LabelValue>& values) {
  if (values.empty() || values.size() > kMaxValues) return false;
  for (const auto& [criterion, value] : values) {
    if (!selection::IsTermName(criterion) || !IsValue(value)) return false;
  }
  return true;
}

}  // namespace

std::optional<absl::string_view> RubricOf(absl::string_view revision) {
  const size_t at = revision.rfind('@');
  uint32_t number = 0;
  if (at == absl::string_view::npos || !absl::SimpleAtoi(revision.substr(at + 1), &number) ||
      number == 0) {
    return std::nullopt;
  }
  return revision.substr(0, at);
}

std::optional<absl::string_view> CheckLabel(const v1::Label& label, absl::Time now) {
  if (!IsKeyedHash(label.annotator())) return "annotator";
  if (!label.vendor().empty() && !IsId(label.vendor())) return "vendor";
  if (!AreValues(label.values())) return "values";
  if (label.has_label_time() && (!IsTimestamp(label.label_time()) ||
                                 FromTimestamp(label.label_time()) > now + absl::Hours(24))) {
    return "label_time";
  }
  return std::nullopt;
}

}  // namespace winnow::loop
