// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// DecisionReplay: repeats the decisions of a log, as far as its payloads tell them, and says where
// one was not allowed: an item without consent or past its retention, an item that is leased
// already, anything of what was erased or revoked, a policy without its approvals. Pure.
#ifndef WINNOW_SERVER_VERIFICATION_DECISION_REPLAY_H_
#define WINNOW_SERVER_VERIFICATION_DECISION_REPLAY_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/verification/lease_replay.h"
#include "winnow/storage/v1/records.pb.h"
#include "winnow/v1/audit_payload.pb.h"

namespace winnow::verification {

// A part of a manifest behind its salted hash; salt and item are empty after an erasure.
struct ExportedItem {
  std::string hash;
  std::string salt;
  std::string item;  // canonical bytes of a winnow.v1.ManifestItem or winnow.v1.CapOverflow

  bool erased() const { return salt.empty() && item.empty(); }
};

struct ExportedManifest {
  std::string header;  // canonical bytes of a winnow.v1.Manifest without its digest
  std::vector<ExportedItem> items;
  std::vector<ExportedItem> overflows;
};

// What only the log of the control shard says.
struct ControlFacts {
  std::map<std::string, v1::ConsentScope> scopes;  // by id
  std::map<std::string, v1::PolicyCreated> policies;
  std::map<std::string, std::vector<v1::PolicyApproved>> approvals;  // by policy
};

struct ReplayCounts {
  uint64_t batches = 0;
  uint64_t items = 0;
  uint64_t erased_items = 0;
  uint64_t labels = 0;
  uint64_t revocations = 0;
  uint64_t removed = 0;
  // Items and activations that need the control shard's log, which was not given.
  uint64_t unchecked = 0;
};

// Errors as those of LogVerifier. Not thread-safe.
class DecisionReplay {
 public:
  // `control` are the facts of another log; null: those of this one, which is the control shard's
  // if it registers scopes.
  explicit DecisionReplay(const ControlFacts* control) : control_(control) {}

  absl::Status Take(const storage::v1::LeafRecord& leaf, const v1::AuditPayload& payload);
  absl::Status TakeManifest(uint64_t seq, const v1::BatchGranted& granted,
                            const ExportedManifest& manifest);
  // A leaf of before the tree: what it granted is not known.
  void PassOver() {
    partial_ = true;
    leases_.ExpectUnknown();
  }
  // At the end of the log.
  absl::Status Finish() const;

  const ControlFacts& facts() const { return facts_; }
  const ReplayCounts& counts() const { return counts_; }

 private:
  // The digest, and what stands behind each hash.
  absl::Status CheckManifest(const std::string& place, const v1::BatchGranted& granted,
                             const ExportedManifest& manifest) const;
  // An item that is not erased, of a batch whose lease ends at `end`.
  absl::StatusOr<LeasedItem> TakeItem(const std::string& place, const v1::Manifest& header,
                                      const std::string& bytes, absl::Time end);
  // Whether an item may be used at `time`.
  absl::Status CheckUse(const std::string& place, const LeasedItem& item, absl::Time time) const;
  absl::Status CheckScope(const std::string& place, const std::string& scope, v1::Purpose purpose,
                          absl::Time time);
  absl::Status TakeLease(const std::string& place, const v1::LeaseChanged& change, absl::Time time);
  absl::Status TakeLabels(const std::string& place, const v1::LabelsStored& labels,
                          absl::Time time);
  void TakeRevocation(const v1::ConsentRevoked& revoked);
  void TakeRemoval(const v1::CandidatesRemoved& removed);
  absl::Status CheckActivation(const std::string& place, const v1::PolicyActivated& activated);

  const ControlFacts* const control_;
  ControlFacts facts_;
  bool partial_ = false;  // there were leaves whose payloads nobody has
  ReplayCounts counts_;
  LeaseReplay leases_;
  absl::flat_hash_set<std::string> revoked_scopes_;
  absl::flat_hash_set<std::string> gone_;  // queue/candidate: revoked or removed
  absl::flat_hash_map<std::string, std::string> missing_items_;  // hash to place
};

}  // namespace winnow::verification

#endif  // WINNOW_SERVER_VERIFICATION_DECISION_REPLAY_H_
