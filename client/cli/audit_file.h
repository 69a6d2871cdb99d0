// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// AuditFile: an exported audit log, read line by line and verified offline.
#ifndef WINNOW_CLIENT_CLI_AUDIT_FILE_H_
#define WINNOW_CLIENT_CLI_AUDIT_FILE_H_

#include <istream>

#include "absl/status/statusor.h"
#include "server/verification/log_verifier.h"

namespace winnow::client::cli {

struct VerifiedFile {
  verification::Verified verified;
  verification::ControlFacts facts;  // for the logs of other shards
};

// Reads the file to its end. INVALID_ARGUMENT, beginning with the place, for what is not as an
// honest server exports it.
absl::StatusOr<VerifiedFile> VerifyAuditFile(std::istream& in,
                                             const verification::Expectations& expectations);

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_AUDIT_FILE_H_
