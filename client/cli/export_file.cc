// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/export_file.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "client/error.h"

namespace winnow::client::cli {

void AddOutputFileOption(CLI::App& verb, std::string& file) {
  verb.add_option("-O,--output-file", file, "Where to write, - for stdout")
      ->type_name("FILE")
      ->capture_default_str();
}

absl::Status WriteExport(Session& session, const std::string& file,
                         const std::function<absl::Status(Connection&, const PieceSink&)>& fetch) {
  absl::StatusOr<Connection*> connection = session.Connect();
  if (!connection.ok()) return connection.status();
  std::ofstream opened;
  const PieceSink write = [&](const std::string& piece) {
    if (file != "-" && !opened.is_open()) opened.open(file, std::ios::binary);
    std::ostream& out = file == "-" ? session.out() : opened;
    out << piece << std::flush;
    return out.good() ? absl::OkStatus() : UsageError(absl::StrCat(file, ": cannot be written"));
  };
  const absl::Status status = fetch(**connection, write);
  // A file without a byte is a file too.
  return status.ok() && file != "-" && !opened.is_open() ? write("") : status;
}

}  // namespace winnow::client::cli
