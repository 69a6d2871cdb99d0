// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_GUARDED_FILE_H_
#define WINNOW_SERVER_GUARDED_FILE_H_

#include <string>

#include "absl/status/statusor.h"

namespace winnow::app {

// What others than a file's owner and group must not be able to do with it.
enum class Guard {
  // Change it.
  kUnchanged,
  // Read or change it: it is secret.
  kSecret,
};

// The text of a file of at most 1 MiB. INVALID_ARGUMENT when it cannot be read or is not guarded;
// the message says what to do, and begins with the path.
absl::StatusOr<std::string> ReadGuardedFile(const std::string& path, Guard guard);

}  // namespace winnow::app

#endif  // WINNOW_SERVER_GUARDED_FILE_H_
