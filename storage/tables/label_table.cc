// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/tables/label_table.h"

namespace winnow::storage {

void LabelRows::Append(const Id& id, KeyBuilder* key) {
  key->U32(id.queue_no).U64(id.arrival).String(id.annotator).String(id.rubric);
}

LabelId LabelRows::Read(KeyReader* key) {
  LabelId id;
  id.queue_no = key->U32();
  id.arrival = key->U64();
  id.annotator = key->String();
  id.rubric = key->String();
  return id;
}

KeyRange LabelTable::QueueRange(ShardId shard, uint32_t queue_no) {
  return PrefixRange(KeyBuilder(shard, Table::kLabel).U32(queue_no).Take());
}

KeyRange LabelTable::CandidateRange(ShardId shard, uint32_t queue_no, uint64_t arrival) {
  return PrefixRange(KeyBuilder(shard, Table::kLabel).U32(queue_no).U64(arrival).Take());
}

}  // namespace winnow::storage
