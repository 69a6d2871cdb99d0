// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/app_audit_key.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "storage/file_io.h"

namespace winnow::app {
namespace {

std::string KeyPath(const std::string& dir) { return dir + "/key.pem"; }
std::string VerifiersPath(const std::string& dir) { return dir + "/verifiers"; }
std::string SignedPath(const std::string& dir) { return dir + "/signed"; }

std::string KeyName(absl::string_view database_id) { return absl::StrCat("winnow/", database_id); }

// The content of a file; empty where there is none.
absl::StatusOr<std::string> ReadOrEmpty(const std::string& path) {
  absl::StatusOr<std::string> text = storage::ReadWholeFile(path);
  if (absl::IsNotFound(text.status())) return std::string();
  return text;
}

// OK when nobody but us may read the key.
absl::Status CheckMode(const std::string& path) {
  struct stat file = {};
  if (stat(path.c_str(), &file) != 0)
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot look at ", path));
  if (file.st_uid != geteuid()) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " belongs to another user; let the user of the server own it"));
  }
  if (!S_ISREG(file.st_mode) || (file.st_mode & 0077) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(path,
                     " may be read by others than its owner; run chmod 600 on it, and rotate "
                     "the key if anybody can have read it"));
  }
  return absl::OkStatus();
}

absl::StatusOr<digest::SigningKey> ReadKey(const std::string& dir) {
  const std::string path = KeyPath(dir);
  if (absl::Status status = CheckMode(path); !status.ok()) return status;
  const absl::StatusOr<std::string> pem = storage::ReadWholeFile(path);
  if (!pem.ok()) return pem.status();
  absl::StatusOr<digest::SigningKey> key = digest::SigningKey::FromPem(*pem);
  if (key.ok()) return key;
  return absl::FailedPreconditionError(
      absl::StrCat(path, ": ", key.status().message(),
                   "; put the key back, or make another one with winnowd audit-key rotate"));
}

absl::StatusOr<digest::SigningKey> MakeKey(const std::string& dir) {
  digest::SigningKey key = digest::SigningKey::Generate();
  if (absl::Status status = storage::ReplaceFile(KeyPath(dir), key.ToPem()); !status.ok())
    return status;
  return key;
}

// Lists the verifier key as the last one.
absl::Status List(const std::string& dir, const std::string& verifier) {
  absl::StatusOr<std::string> known = ReadOrEmpty(VerifiersPath(dir));
  if (!known.ok()) return known.status();
  const std::string line = verifier + "\n";
  if (absl::EndsWith(*known, line)) return absl::OkStatus();
  return storage::ReplaceFile(VerifiersPath(dir), *known + line);
}

std::string VerifierOf(const std::string& name, const digest::SigningKey& key) {
  return digest::NoteVerifier{name, key.PublicKey()}.ToString();
}

}  // namespace

absl::StatusOr<std::unique_ptr<AuditKey>> AuditKey::Open(const std::string& dir,
                                                         absl::string_view database_id) {
  if (absl::Status status = storage::CreateFolder(dir); !status.ok()) return status;
  const bool is_there = storage::FileBytes(KeyPath(dir)).ok();
  if (!is_there && storage::FileBytes(VerifiersPath(dir)).ok()) {
    return absl::FailedPreconditionError(
        absl::StrCat(KeyPath(dir),
                     " is gone; put it back, or make another key with winnowd "
                     "audit-key rotate"));
  }
  absl::StatusOr<digest::SigningKey> key = is_there ? ReadKey(dir) : MakeKey(dir);
  if (!key.ok()) return key.status();
  std::unique_ptr<AuditKey> opened(new AuditKey(dir, KeyName(database_id), *std::move(key)));
  if (absl::Status status = List(dir, opened->verifier()); !status.ok()) return status;
  if (absl::Status status = opened->LoadSigned(); !status.ok()) return status;
  return opened;
}

absl::StatusOr<std::string> AuditKey::Rotate(const std::string& dir,
                                             absl::string_view database_id) {
  if (absl::Status status = storage::CreateFolder(dir); !status.ok()) return status;
  const absl::StatusOr<digest::SigningKey> key = MakeKey(dir);
  if (!key.ok()) return key.status();
  const std::string verifier = VerifierOf(KeyName(database_id), *key);
  if (absl::Status status = List(dir, verifier); !status.ok()) return status;
  return verifier;
}

std::string AuditKey::verifier() const { return VerifierOf(name_, key_); }

absl::StatusOr<std::string> AuditKey::Sign(const digest::LogCheckpoint& checkpoint) {
  ops::MutexLock lock(mutex_);
  const auto last = signed_.find(checkpoint.origin);
  if (last == signed_.end() || last->second.size < checkpoint.tree.size) {
    if (absl::Status status = Remember(checkpoint); !status.ok()) return status;
  } else if (last->second != checkpoint.tree) {
    return absl::DataLossError(
        "the audit log is behind what was signed, or not what was signed; data_dir is an older "
        "copy: restore the newest backup");
  }
  return digest::SignNote(checkpoint.ToText(), name_, key_);
}

absl::Status AuditKey::LoadSigned() {
  ops::MutexLock lock(mutex_);
  const absl::StatusOr<std::string> text = ReadOrEmpty(SignedPath(dir_));
  if (!text.ok()) return text.status();
  for (const absl::string_view line : absl::StrSplit(*text, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> words = absl::StrSplit(line, ' ');
    digest::TreeHead tree;
    const auto root = digest::Digest::FromHex(words.back());
    if (words.size() != 3 || !absl::SimpleAtoi(words[1], &tree.size) || !root.ok()) {
      return absl::DataLossError(
          absl::StrCat(SignedPath(dir_), " is damaged; put back an undamaged one"));
    }
    tree.root = *root;
    signed_[words[0]] = tree;
  }
  return absl::OkStatus();
}

absl::Status AuditKey::Remember(const digest::LogCheckpoint& checkpoint) {
  std::map<std::string, digest::TreeHead> next = signed_;
  next[checkpoint.origin] = checkpoint.tree;
  std::string text;
  for (const auto& [origin, tree] : next)
    absl::StrAppend(&text, origin, " ", tree.size, " ", tree.root.ToHex(), "\n");
  if (absl::Status status = storage::ReplaceFile(SignedPath(dir_), text); !status.ok())
    return absl::UnavailableError("what is to be signed cannot be written down; free disk space");
  signed_ = std::move(next);
  return absl::OkStatus();
}

}  // namespace winnow::app
