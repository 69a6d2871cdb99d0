// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// AnnotatorKey: makes the keyed hashes that stand for annotators, so that the server learns neither
// names nor numbers of people. The key stays with whoever submits.
#ifndef WINNOW_CLIENT_CLI_ANNOTATOR_KEY_H_
#define WINNOW_CLIENT_CLI_ANNOTATOR_KEY_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/digest/hmac.h"

namespace winnow::client::cli {

// Moves, does not copy. Thread-safe.
class AnnotatorKey {
 public:
  static constexpr size_t kFewestBytes = 16;

  // Reads the key: the bytes of a file of at most 4096, less white space at its end. A usage error
  // when the file cannot be read or holds fewer than kFewestBytes.
  static absl::StatusOr<AnnotatorKey> Read(const std::string& path);

  // The first 32 hex digits of HMAC-SHA-256 of `user`: equal for equal users, and nobody without
  // the key can tell whom it stands for.
  std::string HashOf(absl::string_view user) const;

 private:
  explicit AnnotatorKey(absl::string_view key) : key_(key) {}

  digest::HmacKey key_;
};

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_ANNOTATOR_KEY_H_
