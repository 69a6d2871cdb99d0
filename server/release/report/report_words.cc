// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/report_words.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"

namespace winnow::release {
namespace {

// Of an enum's name: without its prefix, small. Values of later versions have no name.
std::string SmallName(absl::string_view name, absl::string_view prefix) {
  const absl::string_view rest = absl::StripPrefix(name, prefix);
  if (rest == "UNSPECIFIED") return "";
  return rest.empty() ? "unknown" : absl::AsciiStrToLower(rest);
}

std::string SmallWords(absl::string_view name, absl::string_view prefix) {
  return absl::StrReplaceAll(SmallName(name, prefix), {{"_", " "}});
}

absl::Time ToTime(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

bool IsSet(const google::protobuf::Timestamp& time) {
  return time.seconds() != 0 || time.nanos() != 0;
}

}  // namespace

std::string VerdictWord(v1::Verdict verdict) {
  const std::string word = SmallName(v1::Verdict_Name(verdict), "VERDICT_");
  return word.empty() ? "NONE" : absl::AsciiStrToUpper(word);
}

std::string FindingWords(v1::FindingKind kind) {
  return SmallWords(v1::FindingKind_Name(kind), "FINDING_KIND_");
}

std::string FindingId(v1::FindingKind kind) {
  return SmallName(v1::FindingKind_Name(kind), "FINDING_KIND_");
}

std::string GuardrailWords(v1::GuardrailKind kind) {
  return SmallWords(v1::GuardrailKind_Name(kind), "GUARDRAIL_KIND_");
}

std::string RolloutWords(v1::RolloutStage stage) {
  return SmallWords(v1::RolloutStage_Name(stage), "ROLLOUT_STAGE_");
}

std::string PlaneWords(v1::TelemetryPlane plane) {
  return SmallWords(v1::TelemetryPlane_Name(plane), "TELEMETRY_PLANE_");
}

std::string ComponentWords(v1::Component component) {
  return SmallWords(v1::Component_Name(component), "COMPONENT_");
}

std::string StageWords(v1::Stage stage) { return SmallWords(v1::Stage_Name(stage), "STAGE_"); }

std::string LineageWords(v1::LineageKind kind) {
  return SmallWords(v1::LineageKind_Name(kind), "LINEAGE_KIND_");
}

std::string Rfc3339(const google::protobuf::Timestamp& time) {
  if (!IsSet(time)) return "";
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", ToTime(time), absl::UTCTimeZone());
}

std::string MinuteText(const google::protobuf::Timestamp& time) {
  if (!IsSet(time)) return "";
  return absl::FormatTime("%Y-%m-%d %H:%M UTC", ToTime(time), absl::UTCTimeZone());
}

std::string Points(double per_unit) {
  if (!std::isfinite(per_unit)) return "no number";
  std::string text = absl::StrFormat("%+.2f", per_unit * 100);
  // Nothing is neither more nor less.
  if (text == "+0.00" || text == "-0.00") return "0.00";
  return text;
}

std::string Decimal(double value) {
  return std::isfinite(value) ? absl::StrFormat("%.6g", value) : "no number";
}

std::string CountText(uint64_t count) {
  std::string text = absl::StrCat(count);
  for (std::size_t end = text.size(); end > 3; end -= 3) text.insert(end - 3, 1, ',');
  return text;
}

std::string Counted(uint64_t count, absl::string_view one, absl::string_view many) {
  return absl::StrCat(CountText(count), " ", count == 1 ? one : many);
}

bool IsSha256(absl::string_view digest) {
  return digest.size() == 64 && std::all_of(digest.begin(), digest.end(), [](char c) {
           return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f');
         });
}

std::string LastPart(absl::string_view name) {
  const std::size_t slash = name.rfind('/');
  return std::string(slash == absl::string_view::npos ? name : name.substr(slash + 1));
}

std::string ParentOf(absl::string_view name) {
  const std::size_t last = name.rfind('/');
  if (last == absl::string_view::npos || last == 0) return std::string(name);
  const std::size_t before = name.rfind('/', last - 1);
  return std::string(before == absl::string_view::npos ? name : name.substr(0, before));
}

}  // namespace winnow::release
