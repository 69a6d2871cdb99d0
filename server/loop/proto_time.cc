// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/proto_time.h"

namespace winnow::loop {
namespace {

constexpr int64_t kMaxSeconds = 253'402'300'799;  // 9999-12-31T23:59:59Z
constexpr int64_t kMicrosPerSecond = 1'000'000;

}  // namespace

bool IsTimestamp(const google::protobuf::Timestamp& timestamp) {
  return timestamp.seconds() >= 0 && timestamp.seconds() <= kMaxSeconds && timestamp.nanos() >= 0 &&
         timestamp.nanos() <= 999'999'999;
}

absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  return TimestampFromMicros(absl::ToUnixMicros(time));
}

google::protobuf::Timestamp TimestampFromMicros(int64_t unix_micros) {
  int64_t seconds = unix_micros / kMicrosPerSecond;
  int64_t micros = unix_micros % kMicrosPerSecond;
  if (micros < 0) {
    --seconds;
    micros += kMicrosPerSecond;
  }
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int32_t>(micros * 1000));
  return timestamp;
}

google::protobuf::Duration ToProtoDuration(absl::Duration duration) {
  absl::Duration rest;
  google::protobuf::Duration proto;
  proto.set_seconds(absl::IDivDuration(duration, absl::Seconds(1), &rest));
  proto.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(rest)));
  return proto;
}

}  // namespace winnow::loop
