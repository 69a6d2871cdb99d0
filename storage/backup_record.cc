// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/backup_record.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "storage/crc.h"
#include "storage/erasure_list.h"
#include "storage/file_io.h"

namespace winnow::storage {
namespace {

constexpr absl::string_view kTitle = "winnow backup";
constexpr absl::string_view kNamePrefix = "BACKUP-";
constexpr absl::string_view kEngineFolder = "engine";

absl::Status Damaged() { return absl::DataLossError("the record of a backup is damaged"); }

std::string Seal(absl::string_view body) { return absl::StrCat("crc ", Crc32(body), "\n"); }

// Takes lines of the form "name value" from the front.
class Lines {
 public:
  explicit Lines(absl::string_view text) : rest_(text) {}

  // False when the next line has another name.
  bool Take(absl::string_view name, absl::string_view* value) {
    absl::string_view line = rest_.substr(0, rest_.find('\n'));
    const size_t size = line.size();
    if (!absl::ConsumePrefix(&line, name) || !absl::ConsumePrefix(&line, " ")) return false;
    *value = line;
    rest_.remove_prefix(std::min(size + 1, rest_.size()));
    return true;
  }
  template <typename Integer>
  bool TakeNumber(absl::string_view name, Integer* value) {
    absl::string_view text;
    return Take(name, &text) && absl::SimpleAtoi(text, value);
  }
  bool done() const { return rest_.empty(); }

 private:
  absl::string_view rest_;
};

// The id that the name of a record tells; 0 for another name.
uint32_t IdOf(absl::string_view name) {
  uint32_t id = 0;
  return absl::ConsumePrefix(&name, kNamePrefix) && absl::SimpleAtoi(name, &id) ? id : 0;
}

}  // namespace

bool BackupRecord::operator==(const BackupRecord& other) const {
  const auto fields = [](const BackupRecord& r) {
    return std::tie(r.id, r.schema, r.database_id, r.made_unix_seconds, r.list_crc, r.heads);
  };
  return fields(*this) == fields(other);
}

std::string EncodeBackupRecord(const BackupRecord& record) {
  std::string text = absl::StrCat(kTitle, "\nschema ", record.schema, "\nid ", record.id,
                                  "\ndatabase ", record.database_id, "\nmade ",
                                  record.made_unix_seconds, "\nlist ", record.list_crc, "\n");
  for (const HeadRecord& head : record.heads) {
    absl::StrAppend(&text, "head ", absl::BytesToHexString(EncodeHeadRecord(head)), "\n");
  }
  return absl::StrCat(text, Seal(text));
}

absl::StatusOr<BackupRecord> DecodeBackupRecord(absl::string_view text) {
  const size_t end = text.rfind("crc ");
  if (end == absl::string_view::npos || text.substr(end) != Seal(text.substr(0, end)) ||
      !absl::ConsumePrefix(&text, absl::StrCat(kTitle, "\n"))) {
    return Damaged();
  }
  Lines lines(text.substr(0, end - kTitle.size() - 1));
  BackupRecord record;
  if (!lines.TakeNumber("schema", &record.schema) || record.schema < 1) return Damaged();
  if (record.schema > kSchemaVersion) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the backup has schema version ", record.schema, ", this server reads version ",
        kSchemaVersion, "; restore it with the release that made it"));
  }
  absl::string_view value;
  if (!lines.TakeNumber("id", &record.id) || !lines.Take("database", &value)) return Damaged();
  record.database_id = std::string(value);
  if (!lines.TakeNumber("made", &record.made_unix_seconds) ||
      !lines.TakeNumber("list", &record.list_crc)) {
    return Damaged();
  }
  while (lines.Take("head", &value)) {
    absl::StatusOr<HeadRecord> head = DecodeHeadRecord(absl::HexStringToBytes(value));
    if (!head.ok() || head->shard != record.heads.size()) return Damaged();
    record.heads.push_back(*std::move(head));
  }
  if (!lines.done() || record.heads.empty()) return Damaged();
  return record;
}

std::string BackupRecordPath(absl::string_view dir, uint32_t id) {
  return absl::StrFormat("%s/%s%06u", dir, kNamePrefix, id);
}

std::string BackupEnginePath(absl::string_view dir) {
  return absl::StrCat(dir, "/", kEngineFolder);
}

std::string BackupListPath(absl::string_view dir, uint32_t id) {
  return absl::StrCat(BackupEnginePath(dir), "/meta/", id);
}

absl::StatusOr<std::vector<uint32_t>> ListBackups(const std::string& dir) {
  const absl::StatusOr<std::vector<std::string>> names = ListFolder(dir);
  if (!names.ok()) return names.status();
  std::vector<uint32_t> ids;
  for (const std::string& name : *names) {
    if (const uint32_t id = IdOf(name); id != 0) {
      ids.push_back(id);
    } else if (name != kEngineFolder && name != kErasureListName && name != "lost+found" && !absl::EndsWith(name, ".tmp")) {
      return absl::FailedPreconditionError(
          absl::StrCat("the folder ", dir, " holds ", name,
                       ", which is no backup; name an empty or new folder, or one of backups"));
    }
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

absl::StatusOr<BackupRecord> ReadBackupRecord(const std::string& dir, uint32_t id) {
  const std::string path = BackupRecordPath(dir, id);
  const absl::StatusOr<std::string> text = ReadWholeFile(path);
  if (!text.ok()) return text.status();
  absl::StatusOr<BackupRecord> record = DecodeBackupRecord(*text);
  if (record.ok() && record->id != id) record = Damaged();
  if (!record.ok()) {
    return absl::Status(record.status().code(), absl::StrCat(path, ": ", record.status().message(),
                                                             "; use another backup"));
  }
  const std::string list_path = BackupListPath(dir, id);
  const absl::StatusOr<std::string> list = ReadWholeFile(list_path);
  if (!list.ok() || Crc32(*list) != record->list_crc) {
    return absl::DataLossError(
        absl::StrCat(list_path, " is damaged or missing; use another backup"));
  }
  return record;
}

}  // namespace winnow::storage
