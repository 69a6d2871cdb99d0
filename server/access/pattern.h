// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_ACCESS_PATTERN_H_
#define WINNOW_SERVER_ACCESS_PATTERN_H_

#include "absl/strings/string_view.h"

namespace winnow::access {

// True when `pattern`, in which each `*` stands for any characters or none, is all of `text`.
// Takes time in the product of their lengths, whatever they hold.
bool Matches(absl::string_view pattern, absl::string_view text);

// True only when everything that `inner` matches is matched by `outer` too.
inline bool Covers(absl::string_view outer, absl::string_view inner) {
  // What a star of `inner` stands for is matched where the star itself is: by a star of `outer`.
  return Matches(outer, inner);
}

}  // namespace winnow::access

#endif  // WINNOW_SERVER_ACCESS_PATTERN_H_
