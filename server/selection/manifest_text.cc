// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/manifest_text.h"

#include <array>
#include <charconv>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"

namespace winnow::selection {
namespace {

std::string Unprefixed(int number, absl::string_view name, absl::string_view prefix) {
  return number == 0 ? "" : std::string(absl::StripPrefix(name, prefix));
}

}  // namespace

std::string DecimalText(Micros micros) {
  // Unsigned, because the smallest int64 has no positive counterpart.
  const uint64_t size = micros < 0 ? 0 - static_cast<uint64_t>(micros) : uint64_t(micros);
  std::string text = absl::StrCat(micros < 0 ? "-" : "", size / kMicrosPerUnit);
  const uint64_t fraction = size % kMicrosPerUnit;
  if (fraction == 0) return text;
  absl::StrAppendFormat(&text, ".%06u", fraction);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

std::string NumberText(double number) {
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  return std::string(text.data(), end);
}

std::string TimeText(const google::protobuf::Timestamp& time) {
  if (time.seconds() == 0 && time.nanos() == 0) return "";
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ",
                          absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos()),
                          absl::UTCTimeZone());
}

std::string ArmText(v1::Arm arm) { return Unprefixed(arm, v1::Arm_Name(arm), "ARM_"); }

std::string PurposeText(v1::Purpose purpose) {
  return Unprefixed(purpose, v1::Purpose_Name(purpose), "PURPOSE_");
}

std::string ExclusionText(v1::ExclusionReason reason) {
  return Unprefixed(reason, v1::ExclusionReason_Name(reason), "EXCLUSION_REASON_");
}

std::string ShortfallText(v1::ShortfallReason reason) {
  return Unprefixed(reason, v1::ShortfallReason_Name(reason), "SHORTFALL_REASON_");
}

std::string SplitText(v1::Split split) {
  return Unprefixed(split, v1::Split_Name(split), "SPLIT_");
}

std::string StageText(v1::Stage stage) {
  return Unprefixed(stage, v1::Stage_Name(stage), "STAGE_");
}

}  // namespace winnow::selection
