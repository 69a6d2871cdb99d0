// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_CLI_FILES_H_
#define WINNOW_SERVER_SIMULATION_CLI_FILES_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace winnow::simulation {

// The whole of a file. INVALID_ARGUMENT, naming it, where it cannot be read, is empty, or is not
// UTF-8 (with the line).
absl::StatusOr<std::string> ReadFile(const std::string& path);

// Replaces a file as a whole, where a link leads; writes to what is no file, such as a pipe.
// INVALID_ARGUMENT, naming it, where it cannot be written; a file is as before then.
absl::Status WriteFile(const std::string& path, absl::string_view text);

// Whether WriteFile can write there, as far as it can be known beforehand.
absl::Status CheckWritable(const std::string& path);

// Calls `take` with each line of a file, from 0. INVALID_ARGUMENT with file and line.
absl::Status ForEachLine(const std::string& path,
                         const std::function<absl::Status(uint64_t, std::string)>& take);

// The last part of a path.
std::string NameOfFile(const std::string& path);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_CLI_FILES_H_
