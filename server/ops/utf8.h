// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Making any bytes fit to be written as UTF-8 text.
#ifndef WINNOW_SERVER_OPS_UTF8_H_
#define WINNOW_SERVER_OPS_UTF8_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace winnow::ops {

// The length in bytes of the well-formed character that `bytes` starts with (Unicode 15, table
// 3-7: no surrogates, no overlong forms, nothing above U+10FFFF); 0 when there is none.
size_t Utf8CharacterSize(absl::string_view bytes);

// `bytes` with U+FFFD in place of each byte that belongs to no well-formed character.
std::string ValidUtf8(absl::string_view bytes);

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_UTF8_H_
