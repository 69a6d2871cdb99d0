// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// NoteSigner: signs checkpoints with a key that nobody keeps.
#ifndef WINNOW_TESTS_TESTING_NOTE_SIGNER_H_
#define WINNOW_TESTS_TESTING_NOTE_SIGNER_H_

#include <string>

#include "server/digest/signed_note.h"
#include "server/loop/checkpoint_signer.h"

namespace winnow::testing {

// Remembers nothing: what it is given it signs. Thread-safe.
class NoteSigner final : public loop::CheckpointSigner {
 public:
  absl::StatusOr<std::string> Sign(const digest::LogCheckpoint& checkpoint) override {
    return digest::SignNote(checkpoint.ToText(), "test", key_);
  }
  digest::NoteVerifier verifier() const { return {"test", key_.PublicKey()}; }

 private:
  const digest::SigningKey key_ = digest::SigningKey::Generate();
};

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_TESTING_NOTE_SIGNER_H_
