// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/duration_text.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"

namespace winnow::client {
namespace {

// The range of google.protobuf.Duration: about 10,000 years.
constexpr absl::Duration kLongest = absl::Seconds(315576000000);

}  // namespace

std::optional<absl::Duration> ParseDurationText(absl::string_view text) {
  absl::Duration duration;
  int32_t days = 0;
  if (absl::EndsWith(text, "d") && absl::SimpleAtoi(text.substr(0, text.size() - 1), &days)) {
    duration = absl::Hours(24) * days;
  } else if (!absl::ParseDuration(text, &duration)) {
    return std::nullopt;
  }
  if (duration > kLongest || duration < -kLongest) return std::nullopt;
  return duration;
}

google::protobuf::Duration ToProto(absl::Duration duration) {
  google::protobuf::Duration proto;
  proto.set_seconds(absl::IDivDuration(duration, absl::Seconds(1), &duration));
  proto.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(duration)));
  return proto;
}

absl::Duration FromProto(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

}  // namespace winnow::client
