// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Signed notes and checkpoints as of C2SP (c2sp.org/signed-note, c2sp.org/tlog-checkpoint):
//
//   note        := text "\n" signature+          text ends with a newline
//   signature   := "— " name " " base64(key id, Ed25519 signature of text) "\n"
//   key id      := first 4 bytes of SHA-256(name, "\n", 0x01, public key)
//   verifier    := name "+" hex(key id) "+" base64(0x01, public key)
//   checkpoint  := origin "\n" size "\n" base64(root) "\n"                      the text of a note
#ifndef WINNOW_SERVER_DIGEST_SIGNED_NOTE_H_
#define WINNOW_SERVER_DIGEST_SIGNED_NOTE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "server/digest/ed25519.h"
#include "server/digest/merkle.h"

namespace winnow::digest {

// Who may have signed a note.
struct NoteVerifier {
  std::string name;        // without spaces, newlines and pluses
  std::string public_key;  // 32 bytes

  // INVALID_ARGUMENT for a text that is no verifier key of Ed25519, or whose key id is wrong.
  static absl::StatusOr<NoteVerifier> Parse(absl::string_view text);
  std::string ToString() const;
  std::string KeyId() const;
};

// The note of `text`, which ends with a newline, with one signature.
std::string SignNote(absl::string_view text, absl::string_view name, const SigningKey& key);

// The text of a note that one of `verifiers` signed. Signatures of others are passed over.
// INVALID_ARGUMENT when the note is malformed, none has signed it, or a signature of one of them is
// wrong.
absl::StatusOr<std::string> OpenNote(absl::string_view note,
                                     absl::Span<const NoteVerifier> verifiers);

// What a log had come to.
struct LogCheckpoint {
  std::string origin;  // name of the log
  TreeHead tree;

  bool operator==(const LogCheckpoint&) const = default;
  std::string ToText() const;
  // INVALID_ARGUMENT for a text that is no checkpoint. Lines after the third are passed over.
  static absl::StatusOr<LogCheckpoint> Parse(absl::string_view text);
};

}  // namespace winnow::digest

#endif  // WINNOW_SERVER_DIGEST_SIGNED_NOTE_H_
