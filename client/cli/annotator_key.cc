// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/annotator_key.h"

#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "client/error.h"

namespace winnow::client::cli {
namespace {

constexpr size_t kLargestKeyFile = 4096;
// 128 bits: no two of any number of people collide.
constexpr size_t kHashDigits = 32;

}  // namespace

absl::StatusOr<AnnotatorKey> AnnotatorKey::Read(const std::string& path) {
  if (path.empty()) {
    return UsageError(
        "--annotator-key: give a file with a secret of yours, the same at every run; head -c 32 "
        "/dev/urandom | base64 > FILE makes one");
  }
  std::ifstream file(path, std::ios::binary);
  std::string text(kLargestKeyFile + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  if (!file.is_open() || file.bad()) {
    return UsageError(absl::StrCat("--annotator-key: ", path, " cannot be read"));
  }
  const absl::string_view key = absl::StripTrailingAsciiWhitespace(text);
  if (key.size() < kFewestBytes || text.size() > kLargestKeyFile) {
    return UsageError(
        absl::StrCat("--annotator-key: ", path, " has to hold 16 to 4096 bytes of a secret"));
  }
  return AnnotatorKey(key);
}

std::string AnnotatorKey::HashOf(absl::string_view user) const {
  return key_.Sign(user).ToHex().substr(0, kHashDigits);
}

}  // namespace winnow::client::cli
