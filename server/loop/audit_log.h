// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// AuditLog: what the logs of the shards say, and the proofs of it (governance.md G5).
#ifndef WINNOW_SERVER_LOOP_AUDIT_LOG_H_
#define WINNOW_SERVER_LOOP_AUDIT_LOG_H_

#include "server/loop/call.h"
#include "server/loop/checkpoints.h"
#include "server/loop/environment.h"
#include "server/loop/piece_source.h"
#include "winnow/v1/governance_service.pb.h"

namespace winnow::loop {

// Everything is about what is durable. SHARD_UNKNOWN for a shard that the database has not.
// Thread-safe.
class AuditLog {
 public:
  explicit AuditLog(Environment& environment)
      : environment_(environment), checkpoints_(environment.signer) {}

  // Reads a bounded number of leaves, whatever the filters let through.
  void ListAuditEvents(const Caller& caller, const v1::ListAuditEventsRequest& request,
                       Done<v1::ListAuditEventsResponse> done);
  void GetCheckpoint(const Caller& caller, const v1::GetCheckpointRequest& request,
                     Done<v1::GetCheckpointResponse> done);
  // TREE_TOO_SMALL when the tree has fewer leaves than the request names.
  void GetInclusionProof(const Caller& caller, const v1::GetInclusionProofRequest& request,
                         Done<v1::GetInclusionProofResponse> done);
  void GetConsistencyProof(const Caller& caller, const v1::GetConsistencyProofRequest& request,
                           Done<v1::GetConsistencyProofResponse> done);
  // The file is made while its pieces are taken, and ends with a checkpoint of what the log has
  // come to by then.
  void ExportAudit(const Caller& caller, const v1::ExportAuditRequest& request,
                   Done<PieceSource> done);

 private:
  Environment& environment_;
  Checkpoints checkpoints_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_AUDIT_LOG_H_
