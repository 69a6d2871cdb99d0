// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/audit_log.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/loop/audit_export.h"
#include "server/loop/error.h"
#include "server/loop/paging.h"
#include "server/shard/actor_names.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::loop {
namespace {

// Leaves that a page may pass over, and that are read at once.
constexpr uint64_t kLeavesPerPage = 10'000;
constexpr size_t kLeavesPerRead = 1'000;

absl::StatusOr<shard::Shard*> FindShard(shard::Shards& shards, uint32_t shard) {
  if (shard < shards.size()) return &shards.at(shard);
  return Unknown(v1::ERROR_REASON_SHARD_UNKNOWN,
                 "The database has no shard of this number. Name one from 0 on.");
}

absl::Status TreeTooSmall() {
  return NotAllowed(v1::ERROR_REASON_TREE_TOO_SMALL,
                    "The tree has fewer leaves than the request names. Ask for a checkpoint of "
                    "now, and for a proof in its tree.");
}

// Where answers stand that hold what is durable.
absl::StatusOr<v1::Position> PositionAt(const shard::Shard& shard, uint64_t seq) {
  const absl::StatusOr<storage::ShardHead> head = shard.engine().Head(shard.id());
  if (!head.ok()) return head.status();
  v1::Position position;
  position.set_shard(shard.id());
  position.set_epoch(head->epoch);
  position.set_seq(seq);
  return position;
}

// Which leaves a request asks for.
struct LeafFilter {
  const v1::ListAuditEventsRequest& request;
  std::string actor;  // of the leaves of the identity that the request may name

  bool Takes(const storage::v1::LeafRecord& leaf) const {
    return (request.actor().empty() || leaf.actor() == request.actor() || leaf.actor() == actor) &&
           (request.method().empty() || request.method() == leaf.method()) &&
           (request.object().empty() || request.object() == leaf.object());
  }
};

v1::AuditEvent EventOf(storage::ShardId shard, const storage::Leaf& stored,
                       const storage::v1::LeafRecord& leaf) {
  v1::AuditEvent event;
  event.set_shard(shard);
  event.set_seq(leaf.seq());
  event.set_epoch(leaf.epoch());
  *event.mutable_time() = leaf.time();
  event.set_actor(leaf.actor());
  event.set_method(leaf.method());
  event.set_object(leaf.object());
  event.set_decision(leaf.decision());
  event.set_policy(leaf.policy());
  event.set_payload_hash(leaf.payload_hash());
  event.set_leaf_hash(std::string(digest::MerkleLeafHash(stored.bytes).view()));
  return event;
}

// The events from leaf `next` on; where the page after it begins.
absl::StatusOr<uint64_t> FillPage(const shard::Shard& shard, uint64_t next,
                                  const LeafFilter& filter, v1::ListAuditEventsResponse& response) {
  const uint64_t last = std::min(shard.tree().Head().size, next - 1 + kLeavesPerPage);
  const int rows = static_cast<int>(PageRows(filter.request.page_size()));
  while (next <= last && response.events_size() < rows) {
    const auto leaves = shard.engine().ReadLeaves(
        shard.id(), next - 1, std::min<uint64_t>(kLeavesPerRead, last - next + 1));
    if (!leaves.ok()) return leaves.status();
    for (const storage::Leaf& stored : *leaves) {
      if (response.events_size() == rows) break;
      storage::v1::LeafRecord leaf;
      if (!leaf.ParseFromString(stored.bytes))
        return absl::DataLossError("an audit leaf is damaged; restore the newest backup");
      if (filter.Takes(leaf)) *response.add_events() = EventOf(shard.id(), stored, leaf);
      next = stored.seq + 1;
    }
  }
  return next;
}

// The tree that a proof is about: that of `size` leaves, or a checkpoint of now.
struct ProofTree {
  uint64_t size = 0;
  std::optional<v1::Checkpoint> checkpoint;
};

absl::StatusOr<ProofTree> FindTree(Checkpoints& checkpoints, const shard::Shard& shard,
                                   uint64_t size) {
  if (size > 0) {
    if (size > shard.tree().Head().size) return TreeTooSmall();
    return ProofTree{size, std::nullopt};
  }
  absl::StatusOr<v1::Checkpoint> checkpoint = checkpoints.Now(shard);
  if (!checkpoint.ok()) return checkpoint.status();
  const uint64_t now = checkpoint->tree_size();
  return ProofTree{now, *std::move(checkpoint)};
}

absl::StatusOr<v1::GetInclusionProofResponse> Include(Checkpoints& checkpoints,
                                                      const shard::Shard& shard,
                                                      const v1::GetInclusionProofRequest& request) {
  absl::StatusOr<ProofTree> tree = FindTree(checkpoints, shard, request.tree_size());
  if (!tree.ok()) return tree.status();
  if (request.seq() == 0) return FieldsInvalid({{"seq", "must be from 1 on"}});
  if (request.seq() > tree->size) return TreeTooSmall();
  const uint64_t index = request.seq() - 1;
  auto leaves = shard.engine().ReadLeaves(shard.id(), index, 1);
  if (!leaves.ok()) return leaves.status();
  const auto hashes = shard.tree().Inclusion(index, tree->size);
  if (!hashes.ok()) return hashes.status();
  v1::GetInclusionProofResponse response;
  response.set_leaf(std::move(leaves->front().bytes));
  response.set_leaf_index(index);
  response.set_tree_size(tree->size);
  for (const digest::Digest& hash : *hashes) response.add_hashes(std::string(hash.view()));
  if (tree->checkpoint.has_value()) *response.mutable_checkpoint() = *std::move(tree->checkpoint);
  return response;
}

absl::StatusOr<v1::GetConsistencyProofResponse> Connect(
    Checkpoints& checkpoints, const shard::Shard& shard,
    const v1::GetConsistencyProofRequest& request) {
  absl::StatusOr<ProofTree> tree = FindTree(checkpoints, shard, request.second_size());
  if (!tree.ok()) return tree.status();
  if (request.first_size() == 0) return FieldsInvalid({{"first_size", "must be from 1 on"}});
  if (request.first_size() > tree->size) return TreeTooSmall();
  const auto hashes = shard.tree().Consistency(request.first_size(), tree->size);
  if (!hashes.ok()) return hashes.status();
  v1::GetConsistencyProofResponse response;
  response.set_first_size(request.first_size());
  response.set_second_size(tree->size);
  for (const digest::Digest& hash : *hashes) response.add_hashes(std::string(hash.view()));
  if (tree->checkpoint.has_value()) *response.mutable_checkpoint() = *std::move(tree->checkpoint);
  return response;
}

// Sends `response` with its position, or the error.
template <typename Response>
void Answer(const shard::Shard& shard, absl::StatusOr<Response> response, Done<Response>& done) {
  if (!response.ok()) return done(response.status());
  auto position = PositionAt(shard, shard.tree().Head().size);
  if (!position.ok()) return done(position.status());
  *response->mutable_position() = *std::move(position);
  done(std::move(response));
}

}  // namespace

void AuditLog::ListAuditEvents(const Caller&, const v1::ListAuditEventsRequest& request,
                               Done<v1::ListAuditEventsResponse> done) {
  const auto shard = FindShard(environment_.shards, request.shard());
  if (!shard.ok()) return done(shard.status());
  const auto from = PageFrom(request.page_token());
  if (!from.ok()) return done(from.status());
  shard::ActorNames actors(environment_.shards.database_key());
  const LeafFilter filter{request, std::string(actors.Of(request.actor()))};
  const uint64_t size = (*shard)->tree().Head().size;
  absl::StatusOr<v1::ListAuditEventsResponse> response = v1::ListAuditEventsResponse();
  if (request.after_seq() < size) {
    const auto next =
        FillPage(**shard, std::max(*from, request.after_seq() + 1), filter, *response);
    if (!next.ok()) return done(next.status());
    if (*next <= size) response->set_next_page_token(TokenFrom(*next));
  }
  Answer(**shard, std::move(response), done);
}

void AuditLog::GetCheckpoint(const Caller&, const v1::GetCheckpointRequest& request,
                             Done<v1::GetCheckpointResponse> done) {
  const auto shard = FindShard(environment_.shards, request.shard());
  if (!shard.ok()) return done(shard.status());
  auto checkpoint = checkpoints_.Now(**shard);
  if (!checkpoint.ok()) return done(checkpoint.status());
  absl::StatusOr<v1::GetCheckpointResponse> response = v1::GetCheckpointResponse();
  *response->mutable_checkpoint() = *std::move(checkpoint);
  Answer(**shard, std::move(response), done);
}

void AuditLog::GetInclusionProof(const Caller&, const v1::GetInclusionProofRequest& request,
                                 Done<v1::GetInclusionProofResponse> done) {
  const auto shard = FindShard(environment_.shards, request.shard());
  if (!shard.ok()) return done(shard.status());
  Answer(**shard, Include(checkpoints_, **shard, request), done);
}

void AuditLog::GetConsistencyProof(const Caller&, const v1::GetConsistencyProofRequest& request,
                                   Done<v1::GetConsistencyProofResponse> done) {
  const auto shard = FindShard(environment_.shards, request.shard());
  if (!shard.ok()) return done(shard.status());
  Answer(**shard, Connect(checkpoints_, **shard, request), done);
}

void AuditLog::ExportAudit(const Caller&, const v1::ExportAuditRequest& request,
                           Done<PieceSource> done) {
  const auto shard = FindShard(environment_.shards, request.shard());
  if (!shard.ok()) return done(shard.status());
  auto file = std::make_shared<AuditExport>(**shard, checkpoints_);
  done([file = std::move(file)]() { return file->Next(); });
}

}  // namespace winnow::loop
