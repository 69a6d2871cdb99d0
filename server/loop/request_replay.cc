// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/request_replay.h"

#include <utility>
#include <vector>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "server/digest/sha256.h"
#include "server/loop/error.h"
#include "server/loop/proto_time.h"
#include "server/loop/resource_name.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

// Rows that one mutation of the sweep deletes.
constexpr size_t kSweepStep = 1000;

storage::RequestId RowId(const shard::RequestKey& key) {
  return {key.principal, key.method, key.request_id};
}

}  // namespace

digest::Digest PayloadHash(const google::protobuf::MessageLite& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializePartialToCodedStream(&coded);
  }
  return digest::Sha256(bytes);
}

v1::AuditPayload RequestPayload(const CallId& call) {
  v1::AuditPayload payload;
  payload.set_request_digest(std::string(call.payload_hash.view()));
  return payload;
}

absl::Status CheckRequestId(absl::string_view request_id) {
  if (request_id.empty() || IsId(request_id)) return absl::OkStatus();
  return FieldsInvalid({{"request_id", std::string(kIdRule)}});
}

absl::StatusOr<const storage::v1::RequestRecord*> FindReplay(const shard::ShardState& state,
                                                             const CallId& call) {
  if (call.key.request_id.empty()) return nullptr;
  const storage::v1::RequestRecord* record = state.requests.Find(call.key);
  if (record != nullptr && record->payload_hash() != call.payload_hash.view()) {
    return Invalid(v1::ERROR_REASON_REQUEST_ID_REUSED,
                   "The request id was used with another payload. Use a new one.");
  }
  return record;
}

void RememberCall(const CallId& call, storage::v1::RequestRecord record, shard::ShardState& state,
                  storage::WriteSet& writes) {
  if (call.key.request_id.empty()) return;
  record.set_payload_hash(std::string(call.payload_hash.view()));
  *record.mutable_time() = ToTimestamp(state.now.expected);
  storage::RequestTable::Put(state.shard, RowId(call.key), record, &writes);
  state.requests.Add(call.key, std::move(record));
}

void RememberCounts(const CallId& call, absl::Span<const uint64_t> counts, shard::ShardState& state,
                    storage::WriteSet& writes) {
  const storage::v1::RequestRecord* known = state.requests.Find(call.key);
  if (call.key.request_id.empty() || known == nullptr) return;
  storage::v1::RequestRecord record = *known;
  record.mutable_counts()->Assign(counts.begin(), counts.end());
  storage::RequestTable::Put(state.shard, RowId(call.key), record, &writes);
  state.requests.Add(call.key, std::move(record));
}

void SweepRequests(shard::Shard& shard) {
  bool more = true;
  while (std::exchange(more, false)) {
    shard.Mutate(
        [&more](shard::ShardState& state, shard::MutationLog& log) {
          const std::vector<shard::RequestLog::Forgotten> forgotten =
              state.requests.Forget(state.now.MayDestroyBefore(), kSweepStep);
          if (forgotten.empty()) return absl::OkStatus();
          more = forgotten.size() == kSweepStep;
          shard::Mutation mutation;
          for (const auto& [key, record] : forgotten) {
            storage::RequestTable::Delete(state.shard, {FromTimestamp(record.time()), RowId(key)},
                                          &mutation.writes);
          }
          mutation.leaf = {
              .method = "SweepRequests", .object = "requests", .decision = "FORGOTTEN"};
          log.Add(std::move(mutation));
          return absl::OkStatus();
        },
        [](const absl::StatusOr<shard::Position>&) {}, shard::Priority::kEssential);
  }
}

}  // namespace winnow::loop
