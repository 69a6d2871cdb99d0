// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/waiver_text.h"

#include <tuple>

#include "absl/strings/str_cat.h"
#include "server/release/report/report_words.h"

namespace winnow::release {
namespace {

using google::protobuf::Timestamp;

bool IsBefore(const Timestamp& a, const Timestamp& b) {
  return std::make_tuple(a.seconds(), a.nanos()) < std::make_tuple(b.seconds(), b.nanos());
}

bool Covers(const v1::Waiver& waiver, const v1::Finding& finding, const Timestamp& time) {
  return waiver.kind() == finding.kind() &&
         (waiver.subject().empty() || waiver.subject() == finding.subject()) &&
         !IsBefore(time, waiver.create_time()) && IsBefore(time, waiver.expire_time());
}

}  // namespace

std::string WaiverText(const ReleaseFile& file, const v1::Finding& finding) {
  if (!finding.waived() || !file.verdict) return "";
  const v1::Waiver* last = nullptr;
  for (const v1::Waiver& waiver : file.release.waivers()) {
    if (Covers(waiver, finding, file.verdict->create_time())) last = &waiver;
  }
  if (last == nullptr) return "waived";
  return absl::StrCat("until ", MinuteText(last->expire_time()), " by ", last->approver());
}

}  // namespace winnow::release
