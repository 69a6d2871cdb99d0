// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/digest/signed_note.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "server/digest/sha256.h"

namespace winnow::digest {
namespace {

constexpr size_t kKeyIdBytes = 4;
constexpr absl::string_view kEd25519("\x01", 1);
constexpr absl::string_view kSignatureMark = "\xe2\x80\x94 ";  // an em dash
// Enough for every key that a log may have had, and little work for who gets a hostile note.
constexpr size_t kMaxSignatures = 100;

absl::Status Malformed() { return absl::InvalidArgumentError("this is not a signed note"); }

bool IsName(absl::string_view name) {
  return !name.empty() && std::none_of(name.begin(), name.end(), [](char c) {
    return c == '+' || c == ' ' || static_cast<unsigned char>(c) < 0x20;
  });
}

struct Signature {
  absl::string_view name;
  std::string key_id;
  std::string bytes;
};

absl::StatusOr<Signature> ParseSignature(absl::string_view line) {
  std::string decoded;
  if (!absl::ConsumePrefix(&line, kSignatureMark)) return Malformed();
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(line, ' ');
  if (!IsName(parts.first) || !absl::Base64Unescape(parts.second, &decoded) ||
      decoded.size() <= kKeyIdBytes) {
    return Malformed();
  }
  return Signature{parts.first, decoded.substr(0, kKeyIdBytes), decoded.substr(kKeyIdBytes)};
}

}  // namespace

std::string NoteVerifier::KeyId() const {
  const Digest digest = Sha256({name, "\n", kEd25519, public_key});
  return std::string(digest.view().substr(0, kKeyIdBytes));
}

std::string NoteVerifier::ToString() const {
  return absl::StrCat(name, "+", absl::BytesToHexString(KeyId()), "+",
                      absl::Base64Escape(absl::StrCat(kEd25519, public_key)));
}

absl::StatusOr<NoteVerifier> NoteVerifier::Parse(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits('+', 2));
  std::string key;
  if (parts.size() != 3 || !IsName(parts[0]) || !absl::Base64Unescape(parts[2], &key) ||
      key.size() != 1 + kPublicKeyBytes || key.substr(0, 1) != kEd25519) {
    return absl::InvalidArgumentError("this is not a verifier key: name+id+base64 of Ed25519");
  }
  NoteVerifier verifier{std::string(parts[0]), key.substr(1)};
  if (absl::BytesToHexString(verifier.KeyId()) != parts[1])
    return absl::InvalidArgumentError("the id in the verifier key is not that of its key");
  return verifier;
}

std::string SignNote(absl::string_view text, absl::string_view name, const SigningKey& key) {
  const NoteVerifier verifier{std::string(name), key.PublicKey()};
  const std::string signature = absl::StrCat(verifier.KeyId(), key.Sign(text));
  return absl::StrCat(text, "\n", kSignatureMark, name, " ", absl::Base64Escape(signature), "\n");
}

absl::StatusOr<std::string> OpenNote(absl::string_view note,
                                     absl::Span<const NoteVerifier> verifiers) {
  const size_t border = note.rfind("\n\n");
  if (border == absl::string_view::npos || border + 3 > note.size() || note.back() != '\n')
    return Malformed();
  const absl::string_view text = note.substr(0, border + 1);
  absl::string_view rest = note.substr(border + 2);
  rest.remove_suffix(1);
  const std::vector<absl::string_view> lines = absl::StrSplit(rest, '\n');
  if (lines.size() > kMaxSignatures) return Malformed();
  bool is_signed = false;
  for (const absl::string_view line : lines) {
    const absl::StatusOr<Signature> signature = ParseSignature(line);
    if (!signature.ok()) return signature.status();
    for (const NoteVerifier& verifier : verifiers) {
      if (verifier.name != signature->name || verifier.KeyId() != signature->key_id) continue;
      if (!VerifyEd25519(verifier.public_key, text, signature->bytes))
        return absl::InvalidArgumentError("the signature is not that of this text");
      is_signed = true;
    }
  }
  if (!is_signed) return absl::InvalidArgumentError("no known key has signed the note");
  return std::string(text);
}

std::string LogCheckpoint::ToText() const {
  return absl::StrCat(origin, "\n", tree.size, "\n", absl::Base64Escape(tree.root.view()), "\n");
}

absl::StatusOr<LogCheckpoint> LogCheckpoint::Parse(absl::string_view text) {
  const std::vector<absl::string_view> lines = absl::StrSplit(text, '\n');
  const absl::Status malformed = absl::InvalidArgumentError("this is not a checkpoint");
  if (lines.size() < 4 || lines[0].empty()) return malformed;
  LogCheckpoint checkpoint;
  checkpoint.origin = std::string(lines[0]);
  std::string root;
  if (!absl::SimpleAtoi(lines[1], &checkpoint.tree.size) ||
      absl::StrCat(checkpoint.tree.size) != lines[1] || !absl::Base64Unescape(lines[2], &root)) {
    return malformed;
  }
  const absl::StatusOr<Digest> digest = Digest::FromBytes(root);
  if (!digest.ok()) return malformed;
  checkpoint.tree.root = *digest;
  return checkpoint;
}

}  // namespace winnow::digest
