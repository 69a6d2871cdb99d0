// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// CheckpointSigner: who vouches for what a log has come to.
#ifndef WINNOW_SERVER_LOOP_CHECKPOINT_SIGNER_H_
#define WINNOW_SERVER_LOOP_CHECKPOINT_SIGNER_H_

#include <string>

#include "absl/status/statusor.h"
#include "server/digest/signed_note.h"

namespace winnow::loop {

// Implementations are thread-safe.
class CheckpointSigner {
 public:
  virtual ~CheckpointSigner() = default;

  // The signed note of `checkpoint`. Never backwards: for a tree that is smaller than one that was
  // signed under the same origin, or another one of the same size, DATA_LOSS.
  virtual absl::StatusOr<std::string> Sign(const digest::LogCheckpoint& checkpoint) = 0;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_CHECKPOINT_SIGNER_H_
