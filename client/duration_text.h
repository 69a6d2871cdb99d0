// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Durations as people write them.
#ifndef WINNOW_CLIENT_DURATION_TEXT_H_
#define WINNOW_CLIENT_DURATION_TEXT_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"

namespace winnow::client {

// "90s", "1h30m", "7d" (whole days alone). Nothing for anything else, or what is not finite.
std::optional<absl::Duration> ParseDurationText(absl::string_view text);

google::protobuf::Duration ToProto(absl::Duration duration);
absl::Duration FromProto(const google::protobuf::Duration& duration);

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_DURATION_TEXT_H_
