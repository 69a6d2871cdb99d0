// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb_file_scan.h"

#include <fcntl.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/file_io.h"
#include "storage/rocksdb_log_format.h"
#include "storage/rocksdb_table_format.h"

namespace winnow::storage {
namespace {

namespace fs = std::filesystem;

constexpr size_t kPieceBytes = size_t{1} << 20;

ScanForm FormOf(TablePart part) {
  switch (part) {
    case TablePart::kIndex:
      return ScanForm::kTableIndex;
    case TablePart::kProperties:
      return ScanForm::kTableProperties;
    case TablePart::kEntries:
    case TablePart::kRangeDeletions:
      break;
  }
  return ScanForm::kTableKey;
}

// A log by its name, also as a backup keeps it.
bool IsLog(const std::string& name) {
  return absl::StartsWith(name, "MANIFEST-") || absl::EndsWith(name, ".log");
}

// Looks through one file after the other.
class FileScan {
 public:
  FileScan(const ByteSearch& search, ScanReport* report) : search_(search), report_(*report) {}

  absl::Status Run(const fs::path& path) {
    path_ = path.string();
    seen_.clear();
    const absl::StatusOr<OpenFile> file = OpenFile::Open(path_, O_RDONLY);
    if (!file.ok()) return absl::UnavailableError(file.status().message());
    ++report_.files;
    if (absl::Status status = ScanBytes(*file); !status.ok()) return status;
    const absl::StatusOr<bool> is_table = IsTableFile(*file);
    if (!is_table.ok()) return is_table.status();
    absl::Status meaning;
    if (*is_table || path.extension() == ".sst") {
      meaning = ScanTable(*file);
    } else if (IsLog(path.filename())) {
      meaning = ScanLog(*file);
    }
    if (!meaning.ok()) report_.unreadable.push_back(absl::StrCat(path_, ": ", meaning.message()));
    return absl::OkStatus();
  }

 private:
  absl::Status ScanBytes(const OpenFile& file) {
    ByteSearchStream stream(search_);
    for (uint64_t at = 0;; at += kPieceBytes) {
      const absl::StatusOr<std::string> piece = file.ReadAt(at, kPieceBytes);
      if (!piece.ok()) {
        return absl::UnavailableError(absl::StrCat(path_, ": ", piece.status().message()));
      }
      stream.Feed(*piece, [&](uint64_t offset, size_t string) {
        Report(ScanForm::kBytes, offset, string);
      });
      report_.bytes += piece->size();
      if (piece->size() < kPieceBytes) return absl::OkStatus();
    }
  }

  absl::Status ScanLog(const OpenFile& file) {
    ByteSearchStream stream(search_);
    uint64_t record = 0;
    return VisitLogRecords(file, [&](const LogFragment& fragment) {
      if (fragment.record != record) stream.Restart();
      record = fragment.record;
      stream.Feed(fragment.bytes, [&](uint64_t /*offset*/, size_t string) {
        Report(ScanForm::kLogRecord, record, string);
      });
    });
  }

  absl::Status ScanTable(const OpenFile& file) {
    return VisitTable(file, [&](const TableEntry& entry) {
      const ScanForm form = FormOf(entry.part);
      const bool is_row = form == ScanForm::kTableKey;
      ScanText(entry.key, form, entry.block);
      ScanText(entry.value, is_row ? ScanForm::kTableValue : form, entry.block);
    });
  }

  void ScanText(absl::string_view text, ScanForm form, uint64_t offset) {
    search_.Visit(text, /*known=*/0,
                  [&](uint64_t /*at*/, size_t string) { Report(form, offset, string); });
  }

  void Report(ScanForm form, uint64_t offset, size_t string) {
    if (report_.sightings.size() == ScanReport::kMaxSightings) return;
    if (seen_.insert({form, string}).second) {
      report_.sightings.push_back({path_, form, offset, string});
    }
  }

  const ByteSearch& search_;
  ScanReport& report_;
  std::string path_;
  std::set<std::pair<ScanForm, size_t>> seen_;  // in this file
};

absl::string_view FormName(ScanForm form) {
  switch (form) {
    case ScanForm::kBytes:
      return "as it is, at byte";
    case ScanForm::kLogRecord:
      return "in the record at byte";
    case ScanForm::kTableKey:
      return "as a key in the block at byte";
    case ScanForm::kTableValue:
      return "in a value in the block at byte";
    case ScanForm::kTableIndex:
      return "in the index at byte";
    case ScanForm::kTableProperties:
      return "in the properties at byte";
  }
  return "at byte";
}

}  // namespace

absl::StatusOr<ScanReport> ScanFiles(const std::string& dir, const ByteSearch& search) {
  std::error_code error;
  std::vector<fs::path> paths;
  for (fs::recursive_directory_iterator it(dir, error), end; !error && it != end;
       it.increment(error)) {
    if (it->is_regular_file(error)) paths.push_back(it->path());
  }
  if (error) {
    return absl::ErrnoToStatus(error.value(), absl::StrCat("cannot list ", dir));
  }
  std::sort(paths.begin(), paths.end());
  ScanReport report;
  FileScan scan(search, &report);
  for (const fs::path& path : paths) {
    if (absl::Status status = scan.Run(path); !status.ok()) return status;
  }
  return report;
}

std::string DescribeSighting(const Sighting& sighting) {
  return absl::StrCat(sighting.file, ": string ", sighting.string + 1, " is there, ",
                      FormName(sighting.form), " ", sighting.offset);
}

}  // namespace winnow::storage
