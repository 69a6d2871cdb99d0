// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/app_scan.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "storage/byte_search.h"
#include "storage/rocksdb_file_scan.h"
#include "storage/store_folder.h"

namespace winnow::app {
namespace {

bool IsHex(absl::string_view text) {
  return text.size() % 2 == 0 && std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isxdigit(static_cast<unsigned char>(c));
         });
}

absl::StatusOr<storage::ByteSearch> ReadStrings(std::istream& input) {
  std::vector<std::string> strings;
  std::string line;
  for (int number = 1; std::getline(input, line); ++number) {
    const absl::string_view text = absl::StripAsciiWhitespace(line);
    if (text.empty()) continue;
    if (!IsHex(text)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "standard input, line ", number, ": write a string as two hexadecimal digits per byte"));
    }
    strings.push_back(absl::HexStringToBytes(text));
  }
  absl::StatusOr<storage::ByteSearch> search = storage::ByteSearch::Make(std::move(strings));
  if (search.ok()) return search;
  return absl::InvalidArgumentError(
      absl::StrCat("standard input: ", search.status().message(), "; one per line, as hex"));
}

}  // namespace

absl::StatusOr<ScanAnswer> ScanFolders(const Config& config, std::istream& strings) {
  const absl::StatusOr<storage::ByteSearch> search = ReadStrings(strings);
  if (!search.ok()) return search.status();
  // Locked meanwhile.
  const auto folder =
      storage::StoreFolder::Open({.dir = config.data_dir, .database_id = {}, .read_only = true});
  if (!folder.ok()) return folder.status();
  ScanAnswer answer;
  std::string unreadable;
  for (const std::string& dir : {config.data_dir, config.backup.dir}) {
    if (dir.empty()) continue;
    const absl::StatusOr<storage::ScanReport> report = storage::ScanFiles(dir, *search);
    if (absl::IsNotFound(report.status())) {
      absl::StrAppend(&answer.text, dir, " is not there yet\n");
      continue;
    }
    if (!report.ok()) return report.status();
    for (const storage::Sighting& sighting : report->sightings) {
      absl::StrAppend(&answer.text, storage::DescribeSighting(sighting), "\n");
    }
    for (const std::string& file : report->unreadable) absl::StrAppend(&unreadable, file, "\n");
    absl::StrAppend(&answer.text, dir, ": ", report->sightings.size(), " places in ", report->files,
                    " files of ", report->bytes, " bytes\n");
    answer.found = answer.found || !report->sightings.empty();
  }
  if (unreadable.empty()) return answer;
  absl::StrAppend(&unreadable, "what these files hold is not known");
  if (!answer.found) return absl::DataLossError(absl::StrCat(answer.text, unreadable));
  absl::StrAppend(&answer.text, unreadable, "\n");
  return answer;
}

}  // namespace winnow::app
