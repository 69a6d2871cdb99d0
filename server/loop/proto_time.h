// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Times and positions in the form of messages.
#ifndef WINNOW_SERVER_LOOP_PROTO_TIME_H_
#define WINNOW_SERVER_LOOP_PROTO_TIME_H_

#include <cstdint>

#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace winnow::loop {

// True if protobuf calls the timestamp valid (0001-01-01 to 9999-12-31, nanos in 0..999,999,999)
// and it does not lie before 1970.
bool IsTimestamp(const google::protobuf::Timestamp& timestamp);

// Exact for every timestamp for which IsTimestamp is true.
absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp);

// In whole microseconds, rounded down.
google::protobuf::Timestamp ToTimestamp(absl::Time time);
google::protobuf::Timestamp TimestampFromMicros(int64_t unix_micros);
google::protobuf::Duration ToProtoDuration(absl::Duration duration);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_PROTO_TIME_H_
