// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/audit_export.h"

#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "server/loop/export_pieces.h"
#include "server/loop/manifest.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/resource_name.h"
#include "server/selection/json_line.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

constexpr size_t kLeavesPerRead = 500;

void Bytes(selection::JsonLine& line, absl::string_view name, absl::string_view bytes) {
  line.String(name, absl::Base64Escape(bytes));
}

// Parts of a manifest, each behind its salted hash.
void AppendParts(const char* name,
                 const google::protobuf::RepeatedPtrField<storage::v1::SealedItem>& parts,
                 selection::JsonLine& line) {
  line.Open(name, '[');
  for (const storage::v1::SealedItem& part : parts) {
    line.Open('{');
    Bytes(line, "hash", part.hash());
    if (!part.salt().empty()) {
      Bytes(line, "salt", part.salt());
      Bytes(line, "item", part.item());
    }
    line.Close('}');
  }
  line.Close(']');
}

}  // namespace

absl::StatusOr<std::string> AuditExport::Next() {
  while (text_.size() < ExportPieces::kPieceBytes && !complete_) {
    if (absl::Status status = Fill(); !status.ok()) return status;
  }
  std::string rest;
  if (text_.size() > ExportPieces::kPieceBytes) {
    rest = text_.substr(ExportPieces::kPieceBytes);
    text_.resize(ExportPieces::kPieceBytes);
  }
  return std::exchange(text_, std::move(rest));
}

absl::Status AuditExport::Fill() {
  if (!std::exchange(begun_, true)) {
    selection::JsonLine line;
    line.Open('{');
    line.String("type", "log");
    line.String("origin", shard_.log_origin());
    line.Count("shard", shard_.id());
    line.Close('}');
    text_ += std::move(line).Take();
  }
  if (leaves_ < shard_.tree().Head().size) return AppendLeaves();
  const auto checkpoint = checkpoints_.OfSize(shard_, leaves_);
  if (!checkpoint.ok()) return checkpoint.status();
  if (!checkpoint->has_value()) return absl::OkStatus();  // more leaves came
  selection::JsonLine line;
  line.Open('{');
  line.String("type", "checkpoint");
  line.String("note", (*checkpoint)->note());
  line.Close('}');
  text_ += std::move(line).Take();
  complete_ = true;
  return absl::OkStatus();
}

absl::Status AuditExport::AppendLeaves() {
  const auto leaves = shard_.engine().ReadLeaves(shard_.id(), leaves_, kLeavesPerRead);
  if (!leaves.ok()) return leaves.status();
  std::vector<std::string> keys;
  for (const storage::Leaf& leaf : *leaves)
    keys.push_back(storage::PayloadTable::Key(shard_.id(), leaf.seq));
  const auto rows = shard_.engine().Get(shard_.id(), keys);
  if (!rows.ok()) return rows.status();
  for (size_t i = 0; i < leaves->size(); ++i) {
    storage::v1::PayloadRecord record;
    if ((*rows)[i].has_value()) {
      const auto status = storage::DecodeRecordInto(keys[i], *(*rows)[i], &record);
      if (!status.ok()) return status;
    }
    if (absl::Status status = AppendLeaf((*leaves)[i], record); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status AuditExport::AppendLeaf(const storage::Leaf& leaf,
                                     const storage::v1::PayloadRecord& record) {
  selection::JsonLine line;
  line.Open('{');
  line.String("type", "leaf");
  Bytes(line, "leaf", leaf.bytes);
  Bytes(line, "hash", digest::MerkleLeafHash(leaf.bytes).view());
  v1::AuditPayload payload;
  if (!record.salt().empty()) {
    Bytes(line, "salt", record.salt());
    Bytes(line, "payload", record.payload());
    if (!payload.ParseFromString(record.payload()))
      return absl::DataLossError("the payload of an audit leaf is damaged; restore a backup");
  }
  line.Close('}');
  text_ += std::move(line).Take();
  leaves_ = leaf.seq;
  return payload.has_granted() ? AppendManifest(payload.granted().batch()) : absl::OkStatus();
}

absl::Status AuditExport::AppendManifest(const std::string& batch) {
  const auto ref = ParseBatchName(batch, "batch");
  if (!ref.ok()) return absl::DataLossError("the payload of an audit leaf names no batch");
  const auto queue_no = QueueNo(ref->queue);
  if (!queue_no.ok()) return queue_no.status();
  auto record = storage::BatchTable::Get(shard_.engine(), shard_.id(), {*queue_no, ref->batch_no});
  if (!record.ok()) return record.status();
  if (!record->has_value())
    return absl::DataLossError("a batch has no manifest; restore the newest backup");
  selection::JsonLine line;
  line.Open('{');
  line.String("type", "manifest");
  Bytes(line, "header", ManifestHeaderBytes((*record)->manifest()));
  AppendParts("items", (*record)->items(), line);
  if ((*record)->overflows_size() > 0) AppendParts("overflows", (*record)->overflows(), line);
  line.Close('}');
  text_ += std::move(line).Take();
  return absl::OkStatus();
}

absl::StatusOr<uint32_t> AuditExport::QueueNo(const std::string& queue_id) {
  const auto known = queue_nos_.find(queue_id);
  if (known != queue_nos_.end()) return known->second;
  uint32_t queue_no = 0;
  const absl::Status status = Peek(shard_, [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, queue_id);
    if (!queue.ok()) return queue.status();
    queue_no = (*queue)->queue_no();
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  queue_nos_[queue_id] = queue_no;
  return queue_no;
}

}  // namespace winnow::loop
