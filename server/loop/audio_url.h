// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Audio URLs: where a platform finds the audio of a candidate, which Winnow does not hold. A
// template, `https://media.example/{candidate_id}.wav`, that an export fills in.
#ifndef WINNOW_SERVER_LOOP_AUDIO_URL_H_
#define WINNOW_SERVER_LOOP_AUDIO_URL_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace winnow::loop {

constexpr size_t kLongestAudioUrl = 1024;

// Pure functions.

// Whether `text` is a template: scheme https, s3 or gs; a host without user information; then
// `{candidate_id}` exactly once; at most kLongestAudioUrl characters, those of a URL (RFC 3986).
bool IsAudioUrl(absl::string_view text);

// The URL of a candidate, whose id needs no escapes in a URL. `text` is a template.
std::string AudioUrlOf(absl::string_view text, absl::string_view candidate_id);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_AUDIO_URL_H_
