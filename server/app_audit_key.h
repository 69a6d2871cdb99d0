// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// AuditKey: the key by which the server signs the checkpoints of its audit logs, in a folder of its
// own, and the memory of what it has signed.
//
//   key.pem     the private key: Ed25519, PKCS#8, PEM; for its owner alone
//   verifiers   a verifier key per line (digest/signed_note.h), the one in use last: what auditors
//               get
//   signed      per log the last tree that was signed: origin, size and root, separated by spaces
#ifndef WINNOW_SERVER_APP_AUDIT_KEY_H_
#define WINNOW_SERVER_APP_AUDIT_KEY_H_

#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/digest/signed_note.h"
#include "server/loop/checkpoint_signer.h"
#include "server/ops/mutex.h"

namespace winnow::app {

// Thread-safe.
class AuditKey final : public loop::CheckpointSigner {
 public:
  // Reads the folder; makes it and a key where there was none ever. FAILED_PRECONDITION, saying
  // what to do, when the key is gone, or others may read it; DATA_LOSS for a file that is damaged.
  static absl::StatusOr<std::unique_ptr<AuditKey>> Open(const std::string& dir,
                                                        absl::string_view database_id);

  // Puts a new key in the place of the one in `dir`, whose verifier key stays in the list. For a
  // server that does not run: one that does has the old key until its end. Returns the new
  // verifier key.
  static absl::StatusOr<std::string> Rotate(const std::string& dir, absl::string_view database_id);

  // What the key signs is remembered durably before it is signed.
  absl::StatusOr<std::string> Sign(const digest::LogCheckpoint& checkpoint) override;

  // The verifier key of the signatures.
  std::string verifier() const;

 private:
  AuditKey(std::string dir, std::string name, digest::SigningKey key)
      : dir_(std::move(dir)), name_(std::move(name)), key_(std::move(key)) {}

  absl::Status LoadSigned();
  absl::Status Remember(const digest::LogCheckpoint& checkpoint) WINNOW_REQUIRES(mutex_);

  const std::string dir_;
  const std::string name_;
  const digest::SigningKey key_;
  ops::Mutex mutex_;
  std::map<std::string, digest::TreeHead> signed_ WINNOW_GUARDED_BY(mutex_);
};

}  // namespace winnow::app

#endif  // WINNOW_SERVER_APP_AUDIT_KEY_H_
