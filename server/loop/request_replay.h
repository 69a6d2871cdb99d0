// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Idempotency of calls (storage.md E4): the same request id with the same payload has one effect
// and the same answer for 24 hours.
#ifndef WINNOW_SERVER_LOOP_REQUEST_REPLAY_H_
#define WINNOW_SERVER_LOOP_REQUEST_REPLAY_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "google/protobuf/message_lite.h"
#include "server/digest/digest.h"
#include "server/loop/call.h"
#include "server/shard/request_log.h"
#include "server/shard/shard.h"
#include "winnow/v1/audit_payload.pb.h"

namespace winnow::loop {

// SHA-256 of the canonical bytes of `message`: equal messages give equal hashes.
digest::Digest PayloadHash(const google::protobuf::MessageLite& message);

// A call that may be sent again.
struct CallId {
  shard::RequestKey key;        // an empty request id: no idempotency asked for
  digest::Digest payload_hash;  // of the request without its request id
};

// FIELD_INVALID for a request id that breaks the rule of ids.
template <typename Request>
absl::StatusOr<CallId> IdentifyCall(const Caller& caller, absl::string_view method,
                                    const Request& request);

// What the leaf of `call` commits to, at the least. Not for requests that say something about a
// person: their leaves say what was done.
v1::AuditPayload RequestPayload(const CallId& call);

// Under the shard's mutex: the record of the same call carried out earlier, or nullptr when it is
// new. REQUEST_ID_REUSED when the id stands for another payload. Valid until the log changes.
absl::StatusOr<const storage::v1::RequestRecord*> FindReplay(const shard::ShardState& state,
                                                             const CallId& call);

// Under the shard's mutex: remembers `call` with what its answer is rebuilt from, in memory and in
// the writes of the mutation that carries it out. Does nothing for a call without request id.
void RememberCall(const CallId& call, storage::v1::RequestRecord record, shard::ShardState& state,
                  storage::WriteSet& writes);

// Under the shard's mutex: gives a call that is remembered the counts of its answer, which were not
// known when it was. Does nothing for one that is not remembered.
void RememberCounts(const CallId& call, absl::Span<const uint64_t> counts, shard::ShardState& state,
                    storage::WriteSet& writes);

// Forgets the calls of `shard` whose time is over, or while the clock is in doubt only what is
// above the share of a principal, and deletes their rows. For a periodic task.
void SweepRequests(shard::Shard& shard);

// Implementation of IdentifyCall.
absl::Status CheckRequestId(absl::string_view request_id);

template <typename Request>
absl::StatusOr<CallId> IdentifyCall(const Caller& caller, absl::string_view method,
                                    const Request& request) {
  if (absl::Status status = CheckRequestId(request.request_id()); !status.ok()) return status;
  Request payload = request;
  payload.clear_request_id();
  return CallId{{caller.principal, std::string(method), request.request_id()},
                PayloadHash(payload)};
}

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_REQUEST_REPLAY_H_
