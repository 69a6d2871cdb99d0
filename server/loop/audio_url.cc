// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/audio_url.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace winnow::loop {
namespace {

constexpr absl::string_view kPlace = "{candidate_id}";

// Host and port; no `@`, so that no user's name or password goes into files.
bool IsAuthority(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || absl::StrContains(".-_:[]", c);
  });
}

// Path, query and fragment, without the place of the id.
bool IsRest(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || absl::StrContains("-._~:/?#[]@!$&'()*+,;=%", c);
  });
}

}  // namespace

bool IsAudioUrl(absl::string_view text) {
  if (text.size() > kLongestAudioUrl) return false;
  if (!absl::ConsumePrefix(&text, "https://") && !absl::ConsumePrefix(&text, "s3://") &&
      !absl::ConsumePrefix(&text, "gs://")) {
    return false;
  }
  const size_t slash = text.find('/');
  if (slash == absl::string_view::npos || !IsAuthority(text.substr(0, slash))) return false;
  text.remove_prefix(slash);
  const size_t place = text.find(kPlace);
  return place != absl::string_view::npos && IsRest(text.substr(0, place)) &&
         IsRest(text.substr(place + kPlace.size()));
}

std::string AudioUrlOf(absl::string_view text, absl::string_view candidate_id) {
  const size_t place = text.find(kPlace);
  if (place == absl::string_view::npos) return std::string(text);
  return absl::StrCat(text.substr(0, place), candidate_id, text.substr(place + kPlace.size()));
}

}  // namespace winnow::loop
