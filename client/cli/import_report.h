// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ImportReport: what became of the rows of an import.
#ifndef WINNOW_CLIENT_CLI_IMPORT_REPORT_H_
#define WINNOW_CLIENT_CLI_IMPORT_REPORT_H_

#include <cstdint>
#include <string>

#include "client/cli/session.h"
#include "winnow/v1/ingest_service.pb.h"

namespace winnow::client::cli {

// Counts are rows.
struct ImportReport {
  std::string writer_id;
  uint64_t rows = 0;         // read from the input
  uint64_t resumed = 0;      // durable from an earlier run, not sent again
  uint64_t accepted = 0;     // stored now
  uint64_t updated = 0;      // of the accepted: replaced an earlier version
  uint64_t quarantined = 0;  // of the accepted: miss a field
  uint64_t duplicate = 0;    // changed nothing
  uint64_t rejected = 0;     // refused, here or by the server
  uint64_t unreported = 0;   // stored, but the answer was lost with a connection
  std::string rejected_file;

  void Add(const v1::IngestResult& result);
};

// Counts on stdout, what needs attention on stderr.
void PrintReport(Session& session, const ImportReport& report);

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_IMPORT_REPORT_H_
