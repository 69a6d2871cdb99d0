// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/import_report.h"

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "client/cli/table.h"

namespace winnow::client::cli {
namespace {

nlohmann::ordered_json AsJson(const ImportReport& report) {
  return {{"writer_id", report.writer_id},   {"rows", report.rows},
          {"resumed", report.resumed},       {"accepted", report.accepted},
          {"updated", report.updated},       {"quarantined", report.quarantined},
          {"duplicate", report.duplicate},   {"rejected", report.rejected},
          {"unreported", report.unreported}, {"rejected_file", report.rejected_file}};
}

}  // namespace

void ImportReport::Add(const v1::IngestResult& result) {
  accepted += result.accepted();
  updated += result.updated();
  quarantined += result.quarantined();
  duplicate += result.duplicate();
}

void PrintReport(Session& session, const ImportReport& report) {
  if (session.format() != OutputFormat::kTable) {
    const int indent = session.format() == OutputFormat::kJson ? 1 : -1;
    session.out() << AsJson(report).dump(indent) << "\n";
  } else {
    Table table({{"rows", true},
                 {"accepted", true},
                 {"updated", true},
                 {"quarantined", true},
                 {"duplicate", true},
                 {"rejected", true},
                 {"resumed", true}});
    Cells cells;
    for (const uint64_t count : {report.rows, report.accepted, report.updated, report.quarantined,
                                 report.duplicate, report.rejected, report.resumed}) {
      cells.push_back(absl::StrCat(count));
    }
    table.Add(std::move(cells));
    table.Print(session.out());
  }
  if (report.unreported > 0) {
    session.err() << report.unreported
                  << " more rows are stored; their answers were lost with a connection\n";
  }
  if (report.rejected > 0) {
    session.err() << report.rejected << " rows were refused: " << report.rejected_file
                  << " has them, " << report.rejected_file << ".reasons says why\n";
  }
}

}  // namespace winnow::client::cli
