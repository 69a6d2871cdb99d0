// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/trace_id.h"

#include <cstddef>

namespace winnow::ops {
namespace {

constexpr size_t kVersionSize = 2, kTraceSize = 32, kParentSize = 16, kFlagsSize = 2;
constexpr size_t kTraceStart = kVersionSize + 1;
constexpr size_t kParentStart = kTraceStart + kTraceSize + 1;
constexpr size_t kFlagsStart = kParentStart + kParentSize + 1;
constexpr size_t kSize = kFlagsStart + kFlagsSize;

bool IsLowerHex(absl::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == absl::string_view::npos;
}

bool IsAllZero(absl::string_view text) {
  return text.find_first_not_of('0') == absl::string_view::npos;
}

}  // namespace

absl::string_view TraceIdOf(absl::string_view traceparent) {
  if (traceparent.size() < kSize) return "";
  const absl::string_view version = traceparent.substr(0, kVersionSize);
  const absl::string_view trace = traceparent.substr(kTraceStart, kTraceSize);
  const absl::string_view parent = traceparent.substr(kParentStart, kParentSize);
  const absl::string_view flags = traceparent.substr(kFlagsStart, kFlagsSize);
  for (const size_t dash : {kTraceStart - 1, kParentStart - 1, kFlagsStart - 1}) {
    if (traceparent[dash] != '-') return "";
  }
  if (!IsLowerHex(version) || !IsLowerHex(trace) || !IsLowerHex(parent) || !IsLowerHex(flags)) {
    return "";
  }
  if (version == "ff" || IsAllZero(trace) || IsAllZero(parent)) return "";
  // A later version may add fields after a dash; this one may not.
  if (traceparent.size() > kSize && (version == "00" || traceparent[kSize] != '-')) return "";
  return trace;
}

}  // namespace winnow::ops
