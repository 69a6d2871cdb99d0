// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The trace id that a caller sends, so that a line of the log and the caller's trace find each
// other.
#ifndef WINNOW_SERVER_OPS_TRACE_ID_H_
#define WINNOW_SERVER_OPS_TRACE_ID_H_

#include "absl/strings/string_view.h"

namespace winnow::ops {

// The trace id in a `traceparent` header (W3C Trace Context, section 3.2): 32 lower-case
// hexadecimal digits, a part of `traceparent`. Empty when the header is not a valid one, which is
// not an error: the standard says to go on without it. Pure.
absl::string_view TraceIdOf(absl::string_view traceparent);

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_TRACE_ID_H_
