// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/leaf_record.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/digest/sha256.h"
#include "storage/tables/audit_tables.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::shard {
namespace {

constexpr size_t kSaltBytes = 16;

}  // namespace

std::string WriteLeaf(const LeafContext& context, LeafDraft draft, storage::WriteSet& writes) {
  const int64_t time_us = absl::ToUnixMicros(context.time);
  storage::v1::LeafRecord leaf;
  leaf.set_seq(context.seq);
  leaf.set_epoch(context.epoch);
  leaf.mutable_time()->set_seconds(time_us / 1'000'000);
  leaf.mutable_time()->set_nanos(static_cast<int32_t>(time_us % 1'000'000) * 1000);
  leaf.set_actor(std::string(context.actor));
  leaf.set_method(std::move(draft.method));
  leaf.set_object(std::move(draft.object));
  leaf.set_decision(std::move(draft.decision));
  leaf.set_policy(std::move(draft.policy));
  if (draft.payload.ByteSizeLong() > 0) {
    storage::v1::PayloadRecord record;
    record.set_payload(draft.payload.SerializeAsString());
    const digest::Digest salt = digest::Sha256({context.salt_key, absl::StrCat("/", context.seq)});
    record.set_salt(std::string(salt.view().substr(0, kSaltBytes)));
    leaf.set_payload_hash(std::string(digest::Sha256({record.salt(), record.payload()}).view()));
    storage::PayloadTable::Put(context.shard, context.seq, record, &writes);
  }
  return leaf.SerializeAsString();
}

size_t LeafBytes(const LeafDraft& draft) {
  // Two hashes, three numbers, a time, and tags and lengths.
  constexpr size_t kLeaf = 192;
  // Key, version, salt, and tags and lengths.
  constexpr size_t kPayloadRow = 64;
  return kLeaf + kPayloadRow + draft.payload.ByteSizeLong() + draft.method.size() +
         draft.object.size() + draft.decision.size() + draft.policy.size();
}

}  // namespace winnow::shard
