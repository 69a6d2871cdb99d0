// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/governance/audit/export_writer.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "server/digest/sha256.h"

namespace winnow::governance {
namespace {

std::string Member(absl::string_view name, absl::string_view bytes) {
  return absl::StrCat("\"", name, "\":\"", absl::Base64Escape(bytes), "\"");
}

std::string SaltOf(uint64_t seq, size_t part) {
  return std::string(digest::Sha256(absl::StrCat(seq, "/", part)).view().substr(0, 16));
}

}  // namespace

ExportWriter::ExportWriter(std::ostream& out) : out_(out) {
  out_ << "{\"type\":\"log\",\"origin\":\"" << kOrigin << "\",\"shard\":0}\n";
}

uint64_t ExportWriter::Leaf(const std::string& method, const v1::AuditPayload& payload) {
  const uint64_t seq = tiles_.size() + 1;
  const std::string bytes = payload.SerializeAsString();
  const std::string salt = SaltOf(seq, 0);
  storage::v1::LeafRecord leaf;
  leaf.set_seq(seq);
  leaf.set_epoch(1);
  leaf.mutable_time()->set_seconds(seconds);
  leaf.set_actor("forger");
  leaf.set_method(method);
  leaf.set_object("queues/q");
  leaf.set_decision("DECIDED");
  leaf.set_policy("p@1");
  leaf.set_payload_hash(std::string(digest::Sha256({salt, bytes}).view()));
  const std::string leaf_bytes = leaf.SerializeAsString();
  const digest::Digest hash = digest::MerkleLeafHash(leaf_bytes);
  tiles_.Append(hash, [](const digest::MerkleTiles::Tile&) {});
  out_ << "{\"type\":\"leaf\"," << Member("leaf", leaf_bytes) << "," << Member("hash", hash.view())
       << "," << Member("salt", salt) << "," << Member("payload", bytes) << "}\n";
  return seq;
}

uint64_t ExportWriter::Grant(const std::string& batch, const std::vector<v1::ManifestItem>& items,
                             const std::vector<size_t>& erased) {
  v1::Manifest header;
  header.set_batch(batch);
  header.set_purpose(v1::PURPOSE_TRAINING);
  header.set_selected(items.size());
  header.mutable_create_time()->set_seconds(seconds);
  const std::string header_bytes = header.SerializeAsString();
  digest::Sha256Stream digest;
  digest.Update(header_bytes);
  item_hashes_.clear();
  std::string lines;
  for (size_t i = 0; i < items.size(); ++i) {
    const std::string salt = SaltOf(tiles_.size(), i + 1);
    const std::string bytes = items[i].SerializeAsString();
    item_hashes_.emplace_back(digest::Sha256({salt, bytes}).view());
    digest.Update(item_hashes_.back());
    absl::StrAppend(&lines, i == 0 ? "{" : ",{", Member("hash", item_hashes_.back()));
    if (std::find(erased.begin(), erased.end(), i) == erased.end())
      absl::StrAppend(&lines, ",", Member("salt", salt), ",", Member("item", bytes));
    lines += "}";
  }
  v1::AuditPayload payload;
  payload.mutable_granted()->set_batch(batch);
  payload.mutable_granted()->set_manifest_digest(std::string(digest.Finish().view()));
  payload.mutable_granted()->mutable_expire_time()->set_seconds(seconds + 3600);
  const uint64_t seq = Leaf("RequestBatch", payload);
  out_ << "{\"type\":\"manifest\"," << Member("header", header_bytes) << ",\"items\":[" << lines
       << "]}\n";
  return seq;
}

void ExportWriter::Finish(const digest::SigningKey& key) {
  std::string note = Note(key);
  std::string escaped;
  for (const char c : note) escaped += c == '\n' ? std::string("\\n") : std::string(1, c);
  out_ << "{\"type\":\"checkpoint\",\"note\":\"" << escaped << "\"}\n";
}

v1::ManifestItem ItemOf(const std::string& candidate, const ExportWriter& writer) {
  v1::ManifestItem item;
  item.set_candidate_id(candidate);
  item.set_consent_scope("research");
  item.mutable_retain_until()->set_seconds(writer.seconds + 30 * 86'400);
  return item;
}

}  // namespace winnow::governance
