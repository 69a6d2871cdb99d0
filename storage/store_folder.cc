// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/store_folder.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "storage/head_record.h"

namespace winnow::storage {
namespace {

constexpr absl::string_view kTitle = "winnow data folder";
constexpr absl::string_view kCreating = "creating";
constexpr absl::string_view kReady = "ready";

std::string FormatPath(absl::string_view dir) { return absl::StrCat(dir, "/WINNOW"); }

bool IsDatabaseId(absl::string_view id) {
  return !id.empty() && id.size() <= kMaxHeadText && std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
  });
}

absl::Status CheckDatabaseId(absl::string_view id) {
  if (IsDatabaseId(id)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "database_id must be 1 to 64 letters, digits, dashes or underscores");
}

// What a folder may hold before it is ours: a fresh file system, or our own first steps,
// interrupted.
bool MayBecomeOurs(const std::vector<std::string>& names) {
  return std::all_of(names.begin(), names.end(), [](const std::string& name) {
    return name == "lost+found" || name == "LOCK" || name == "WINNOW.tmp";
  });
}

// OK when the folder is ours already, or may be made ours.
absl::Status CheckOwnership(const StoreFolder::Options& options) {
  const absl::StatusOr<std::vector<std::string>> names = ListFolder(options.dir);
  const bool missing = absl::IsNotFound(names.status());
  if (!names.ok() && !missing) return names.status();
  if (!missing && std::find(names->begin(), names->end(), "WINNOW") != names->end()) {
    return absl::OkStatus();
  }
  if (!missing && !MayBecomeOurs(*names)) {
    return absl::FailedPreconditionError(
        absl::StrCat("the folder ", options.dir,
                     " is not empty and is not a Winnow data folder; name an empty or new folder"));
  }
  if (!options.create_if_missing) {
    return absl::NotFoundError(absl::StrCat("there is no Winnow data folder at ", options.dir));
  }
  if (absl::Status status = CheckDatabaseId(options.database_id); !status.ok()) return status;
  return CreateFolder(options.dir, options.gate);
}

absl::StatusOr<OpenFile> Lock(const StoreFolder::Options& options) {
  absl::StatusOr<OpenFile> file =
      OpenFile::Open(absl::StrCat(options.dir, "/LOCK"),
                     options.read_only ? O_RDONLY : O_RDWR | O_CREAT, options.gate);
  if (!file.ok()) {
    if (options.read_only) return file.status();
    return absl::FailedPreconditionError(absl::StrCat(
        "the data folder ", options.dir, " cannot be written (", file.status().message(),
        "); let this user write it, mount it for writing, or name another folder"));
  }
  if (flock(file->fd(), LOCK_EX | LOCK_NB) == 0) return file;
  if (errno != EWOULDBLOCK)
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot lock ", options.dir));
  return absl::FailedPreconditionError(
      absl::StrCat("the data folder ", options.dir,
                   " is in use by another server; stop that server or name another folder"));
}

}  // namespace

absl::StatusOr<StoreFolder> StoreFolder::Open(const Options& options) {
  if (absl::Status status = CheckOwnership(options); !status.ok()) return status;
  absl::StatusOr<OpenFile> lock = Lock(options);
  if (!lock.ok()) return lock.status();
  StoreFolder folder(options.dir, *std::move(lock), options.gate);
  const absl::StatusOr<std::string> content = ReadWholeFile(FormatPath(options.dir));
  if (content.ok()) {
    if (absl::Status status = folder.Load(*content, options.oldest_schema); !status.ok())
      return status;
    if (folder.complete_) return folder;
  } else if (!absl::IsNotFound(content.status())) {
    return content.status();
  }
  if (!options.create_if_missing) {
    return absl::NotFoundError(
        absl::StrCat("the creation of the data folder ", options.dir, " was never finished"));
  }
  if (absl::Status status = CheckDatabaseId(options.database_id); !status.ok()) return status;
  folder.database_id_ = options.database_id;
  if (absl::Status status = folder.Save(); !status.ok()) return status;
  return folder;
}

absl::StatusOr<StoreFolder> StoreFolder::Prepare(const Options& options, int schema) {
  const absl::StatusOr<std::vector<std::string>> names = ListFolder(options.dir);
  if (!names.ok() && !absl::IsNotFound(names.status())) return names.status();
  if (names.ok() && !MayBecomeOurs(*names)) {
    return absl::FailedPreconditionError(
        absl::StrCat("the folder ", options.dir, " is not empty; name an empty or new folder"));
  }
  if (absl::Status status = CheckDatabaseId(options.database_id); !status.ok()) return status;
  if (absl::Status status = CreateFolder(options.dir, options.gate); !status.ok()) return status;
  absl::StatusOr<OpenFile> lock = Lock(options);
  if (!lock.ok()) return lock.status();
  StoreFolder folder(options.dir, *std::move(lock), options.gate);
  folder.database_id_ = options.database_id;
  folder.schema_ = schema;
  return folder;
}

absl::Status StoreFolder::Load(const std::string& content, int oldest_schema) {
  const std::vector<std::string> lines = absl::StrSplit(content, '\n');
  const auto value = [&](size_t line, absl::string_view name) {
    absl::string_view text = line < lines.size() ? absl::string_view(lines[line]) : "";
    return absl::ConsumePrefix(&text, absl::StrCat(name, " ")) ? text : absl::string_view();
  };
  const absl::Status damaged =
      absl::DataLossError(absl::StrCat(FormatPath(dir_), " is damaged; restore the newest backup"));
  if (lines[0] != kTitle || !absl::SimpleAtoi(value(1, "schema"), &schema_)) return damaged;
  if (schema_ < oldest_schema || schema_ > kSchemaVersion) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the data folder ", dir_, " has schema version ", schema_, ", this server reads version ",
        kSchemaVersion,
        schema_ < kSchemaVersion
            ? "; make a backup with the release that wrote it, then run winnowd migrate"
            : "; start the release that wrote the folder, or name another folder"));
  }
  const absl::string_view state = value(3, "state");
  database_id_ = std::string(value(2, "database"));
  complete_ = state == kReady;
  head_identity_ = std::string(value(4, "head"));
  const bool names_head = schema_ < 2 || !complete_ || !head_identity_.empty();
  if (!IsDatabaseId(database_id_) || (state != kReady && state != kCreating) || !names_head) {
    return damaged;
  }
  return absl::OkStatus();
}

absl::Status StoreFolder::Save() const {
  std::string content = absl::StrCat(kTitle, "\nschema ", schema_, "\ndatabase ", database_id_,
                                     "\nstate ", complete_ ? kReady : kCreating, "\n");
  if (!head_identity_.empty() && schema_ >= 2)
    absl::StrAppend(&content, "head ", head_identity_, "\n");
  return ReplaceFile(FormatPath(dir_), content, gate_);
}

absl::StatusOr<std::string> StoreFolder::HeadIdentity() const {
  const absl::StatusOr<OpenFile> head = OpenFile::Open(HeadPath(), O_RDONLY);
  return head.ok() ? head->Identity() : head.status();
}

absl::StatusOr<bool> StoreFolder::OwnsHead() const {
  const absl::StatusOr<std::string> identity = HeadIdentity();
  if (absl::IsNotFound(identity.status())) return false;
  if (!identity.ok()) return identity.status();
  return *identity == head_identity_;
}

absl::Status StoreFolder::AdoptHead() {
  absl::StatusOr<std::string> identity = HeadIdentity();
  if (!identity.ok()) return identity.status();
  head_identity_ = *std::move(identity);
  return absl::OkStatus();
}

absl::Status StoreFolder::MarkComplete() {
  complete_ = true;
  return Save();
}

absl::Status StoreFolder::RaiseSchema(int schema) {
  schema_ = schema;
  return Save();
}

}  // namespace winnow::storage
