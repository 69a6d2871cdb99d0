// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// LogVerifier: checks an export of an audit log as a stranger does, with nothing but the export and
// the public key (governance.md G5; README.md has the format). Pure.
#ifndef WINNOW_SERVER_VERIFICATION_LOG_VERIFIER_H_
#define WINNOW_SERVER_VERIFICATION_LOG_VERIFIER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/digest/merkle_tiles.h"
#include "server/digest/signed_note.h"
#include "server/verification/decision_replay.h"
#include "winnow/storage/v1/records.pb.h"
#include "winnow/v1/audit_payload.pb.h"

namespace winnow::verification {

// A leaf of an export.
struct ExportedLeaf {
  std::string leaf;     // its exact bytes
  std::string hash;     // RFC 6962
  std::string salt;     // empty where it commits to nothing, and after an erasure
  std::string payload;  // canonical bytes of a winnow.v1.AuditPayload
};

// What is expected of the log beyond what it says itself.
struct Expectations {
  // Keys that may have signed the checkpoint (digest/signed_note.h); none: the signature is not
  // checked, which says nothing about who wrote the log.
  std::vector<digest::NoteVerifier> verifiers;
  // A checkpoint that is known from before: the log must go on from it.
  std::optional<digest::LogCheckpoint> earlier;
  // What the log of the control shard says about scopes and policies, for the log of another one;
  // null: what would need it is not checked.
  const ControlFacts* control = nullptr;
};

// What was checked.
struct Verified {
  digest::LogCheckpoint checkpoint;
  bool is_signed = false;
  uint64_t payloads = 0;
  uint64_t erased_payloads = 0;
  ReplayCounts decisions;
};

// Takes the records of an export in their order. Every error is INVALID_ARGUMENT and begins with
// the place, such as `leaf 17: `; nothing may be called after one. Not thread-safe.
class LogVerifier {
 public:
  // `origin` is the name that the export gives to its log.
  LogVerifier(std::string origin, Expectations expectations);

  absl::Status TakeLeaf(const ExportedLeaf& exported);
  // The manifest of the batch that the leaf before it granted.
  absl::Status TakeManifest(const ExportedManifest& manifest);
  // At the end, with the note of the export.
  absl::StatusOr<Verified> Finish(absl::string_view note);

  // What this log says about scopes and policies, for other shards'.
  const ControlFacts& control_facts() const { return replay_.facts(); }

 private:
  absl::Status CheckLeaf(const ExportedLeaf& exported, const storage::v1::LeafRecord& leaf);
  absl::Status TakePayload(const ExportedLeaf& exported, const storage::v1::LeafRecord& leaf);
  absl::Status TakeHistory(const v1::HistoryBegun& begun);
  absl::Status CheckEarlier();
  std::string Place() const;

  const std::string origin_;
  const Expectations expectations_;
  digest::MerkleTiles tiles_;
  DecisionReplay replay_;
  std::string history_;  // origin since the newest history that the log itself names
  uint64_t epoch_ = 0;
  uint64_t payloads_ = 0;
  std::optional<v1::BatchGranted> granted_;  // whose manifest is due
  absl::flat_hash_set<uint64_t> missing_payloads_;
  uint64_t erased_payloads_ = 0;
};

}  // namespace winnow::verification

#endif  // WINNOW_SERVER_VERIFICATION_LOG_VERIFIER_H_
