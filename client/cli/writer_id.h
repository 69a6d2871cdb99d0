// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The id under which a file is imported where the command line names none.
#ifndef WINNOW_CLIENT_CLI_WRITER_ID_H_
#define WINNOW_CLIENT_CLI_WRITER_ID_H_

#include <string>

#include "absl/status/statusor.h"
#include "winnow/v1/ingest_service.pb.h"

namespace winnow::client::cli {

// Derived from the file's absolute path, its bytes, and the header (its writer id aside), so that
// the same import resumes where it was and a changed file is a new stream. Stable between machines
// and versions: 64-bit FNV-1a. A usage error if the file cannot be read.
absl::StatusOr<std::string> WriterIdOfFile(const std::string& path, const v1::IngestHeader& header);

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_WRITER_ID_H_
