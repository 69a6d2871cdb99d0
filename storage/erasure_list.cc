// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/erasure_list.h"

#include <fcntl.h>

#include <algorithm>
#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "storage/crc.h"
#include "storage/file_io.h"
#include "storage/tables/registry_table.h"

namespace winnow::storage {
namespace {

constexpr absl::string_view kTitle = "winnow erasures\n";
constexpr size_t kDigestBytes = 32;
constexpr ShardId kControlShard = 0;

std::string Seal(absl::string_view body) { return absl::StrCat("crc ", Crc32(body), "\n"); }

std::string Encode(const SubjectDigests& digests) {
  std::string text(kTitle);
  for (const std::string& digest : digests)
    absl::StrAppend(&text, absl::BytesToHexString(digest), "\n");
  return absl::StrCat(text, Seal(text));
}

absl::StatusOr<SubjectDigests> Decode(absl::string_view text) {
  const absl::Status damaged = absl::DataLossError("the list of erasures is damaged");
  const size_t end = text.rfind("crc ");
  if (end == absl::string_view::npos || text.substr(end) != Seal(text.substr(0, end)))
    return damaged;
  text = text.substr(0, end);
  if (!absl::ConsumePrefix(&text, kTitle)) return damaged;
  SubjectDigests digests;
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    if (line.size() != 2 * kDigestBytes) return damaged;
    digests.push_back(absl::HexStringToBytes(line));
  }
  return digests;
}

}  // namespace

std::string ErasureListPath(absl::string_view dir) {
  return absl::StrCat(dir, "/", kErasureListName);
}

absl::StatusOr<SubjectDigests> ReadErasureList(const std::string& dir) {
  const std::string path = ErasureListPath(dir);
  const absl::StatusOr<uint64_t> size = FileBytes(path);
  if (absl::IsNotFound(size.status())) return SubjectDigests();
  if (!size.ok()) return size.status();
  const absl::StatusOr<OpenFile> file = OpenFile::Open(path, O_RDONLY);
  if (!file.ok()) return file.status();
  const absl::StatusOr<std::string> text = file->ReadAt(0, *size);
  if (!text.ok()) return text.status();
  absl::StatusOr<SubjectDigests> digests = Decode(*text);
  if (digests.ok()) return digests;
  return absl::DataLossError(absl::StrCat(
      path,
      " is damaged: who was erased is not known; put back a copy of it, or delete it to do "
      "without"));
}

absl::Status WriteErasureList(const std::string& dir, const SubjectDigests& digests) {
  return ReplaceFile(ErasureListPath(dir), Encode(digests));
}

absl::Status AddToErasureList(const std::string& dir, const SubjectDigests& digests) {
  absl::StatusOr<SubjectDigests> list = ReadErasureList(dir);
  if (!list.ok()) return list.status();
  const std::set<std::string> known(list->begin(), list->end());
  const size_t before = list->size();
  std::copy_if(digests.begin(), digests.end(), std::back_inserter(*list),
               [&](const std::string& digest) { return known.count(digest) == 0; });
  return list->size() == before ? absl::OkStatus() : WriteErasureList(dir, *list);
}

absl::StatusOr<SubjectDigests> ErasedSubjects(Engine& engine) {
  SubjectDigests digests;
  absl::Status status = ErasureTable::ScanAll(
      engine, kControlShard, [&](uint64_t, v1::ErasureRecord& record) -> absl::Status {
        if (record.subject_digest().size() != kDigestBytes)
          return absl::DataLossError("a stored erasure is damaged; restore a backup");
        digests.push_back(record.subject_digest());
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return digests;
}

}  // namespace winnow::storage
