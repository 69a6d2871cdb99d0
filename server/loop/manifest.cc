// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/manifest.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "server/digest/sha256.h"
#include "server/loop/draw_input.h"
#include "server/loop/proto_time.h"
#include "server/loop/resource_name.h"
#include "server/selection/manifest_record.h"

namespace winnow::loop {
namespace {

constexpr size_t kSaltBytes = 16;

std::string CanonicalBytes(const google::protobuf::MessageLite& message) {
  std::string bytes(message.ByteSizeLong(), '\0');
  google::protobuf::io::ArrayOutputStream stream(bytes.data(), static_cast<int>(bytes.size()));
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeWithCachedSizes(&coded);
  return bytes;
}

// `header` has no digest yet.
digest::Digest DigestOf(const v1::Manifest& header, const storage::v1::BatchRecord& record) {
  digest::Sha256Stream stream;
  stream.Update(CanonicalBytes(header));
  for (const storage::v1::SealedItem& item : record.items()) stream.Update(item.hash());
  for (const storage::v1::SealedItem& overflow : record.overflows()) stream.Update(overflow.hash());
  return stream.Finish();
}

void Seal(const google::protobuf::MessageLite& part, absl::string_view salt,
          storage::v1::SealedItem* sealed) {
  sealed->set_salt(salt.data(), salt.size());
  sealed->set_item(CanonicalBytes(part));
  const digest::Digest hash = digest::Sha256({sealed->salt(), sealed->item()});
  sealed->set_hash(hash.bytes.data(), hash.bytes.size());
}

}  // namespace

void WriteExclusions(const shard::ExclusionCounts& counts,
                     google::protobuf::RepeatedPtrField<v1::ExclusionCount>* out) {
  for (size_t reason = 1; reason < counts.size(); ++reason) {
    if (counts[reason] == 0) continue;
    v1::ExclusionCount& count = *out->Add();
    count.set_reason(static_cast<v1::ExclusionReason>(reason));
    count.set_count(counts[reason]);
  }
}

void WriteLines(const shard::QueueState& queue, const shard::Frame& frame,
                const selection::DrawResult& result, v1::Manifest& header) {
  for (const selection::SliceLine& line : result.lines) {
    v1::QuotaLine& quota = *header.add_quotas();
    quota = selection::RecordLine(line, queue.candidates.dictionaries().slices.Text(line.slice));
    WriteExclusions(CountsOf(queue, frame, line.slice), quota.mutable_excluded());
  }
  for (const selection::CapOverflow& overflow : result.cap_overflows) {
    v1::CapOverflow& out = *header.add_cap_overflows();
    out.set_attribute(queue.record.queue().attributes(static_cast<int>(overflow.attribute)).key());
    out.set_key(queue.candidates.attributes().KeyText(overflow.attribute, overflow.key));
    out.set_count(overflow.count);
  }
  selection::SortOverflows(header);
}

v1::Manifest ManifestHeader(const shard::QueueState& queue, const DrawnBatch& drawn) {
  v1::Manifest header;
  header.set_batch(drawn.name);
  header.set_purpose(queue.frame.policy()->purpose);
  const storage::v1::PolicyRevisionRecord& policy = queue.record.active_policy();
  header.set_policy(PolicyName(policy.policy_id(), policy.revision()));
  header.set_policy_hash(absl::BytesToHexString(policy.content_hash()));
  header.set_seed(drawn.request.seed);
  header.set_index_epoch(queue.record.index_epoch());
  header.set_frame_seq(drawn.frame_seq);
  header.set_requested(drawn.request.batch);
  header.set_draw_size(drawn.request.batch);
  header.set_selected(drawn.result.items.size());
  header.set_eligible(drawn.counts[v1::EXCLUSION_REASON_UNSPECIFIED]);
  WriteExclusions(drawn.counts, header.mutable_excluded());
  WriteLines(queue, queue.frame, drawn.result, header);
  if (queue.last_batch > 0) header.set_previous_digest(queue.last_manifest.ToHex());
  *header.mutable_create_time() = TimestampFromMicros(drawn.now_us);
  *header.mutable_slices() = drawn.slices;
  return header;
}

v1::ManifestItem ManifestItemOf(const shard::QueueState& queue, const selection::DrawItem& item) {
  const shard::CandidateRow& row = queue.candidates.row(item.no);
  const auto& names = queue.candidates.dictionaries();
  const selection::CompiledPolicy& policy = *queue.frame.policy();
  v1::ManifestItem out;
  out.set_candidate_id(std::string(queue.candidates.id(item.no)));
  out.set_slice(names.slices.Text(row.slice));
  selection::RecordItem(item, out);
  selection::RecordTerms(
      policy,
      {queue.frame.Terms(item.no), row.sensitive, row.ingest_us, queue.roster.facts()[row.slice]},
      out);
  out.set_source(names.sources.Text(row.source));
  out.set_consent_scope(names.consent_scopes.Text(row.consent_scope));
  *out.mutable_retain_until() = TimestampFromMicros(row.retain_until_us);
  out.set_rubric(names.rubrics.Text(row.rubric));
  out.set_split(static_cast<v1::Split>(row.split));
  out.set_model_release(names.model_releases.Text(row.model_release));
  out.set_required_labels(policy.required_labels);
  queue.candidates.attributes().Write(item.no, out.mutable_attributes());
  out.set_stage(static_cast<v1::Stage>(row.stage));
  return out;
}

size_t SealedBytes(const v1::ManifestItem& item) {
  // A tag and a length for the item, its salt, its bytes and its hash, and its arrival number.
  constexpr size_t kFraming = 4 * 6 + 10;
  return item.ByteSizeLong() + kSaltBytes + digest::Digest::kSize + kFraming;
}

storage::v1::BatchRecord SealManifest(v1::Manifest header,
                                      const std::vector<v1::ManifestItem>& items,
                                      ops::Entropy& entropy) {
  storage::v1::BatchRecord record;
  google::protobuf::RepeatedPtrField<v1::CapOverflow> overflows;
  overflows.Swap(header.mutable_cap_overflows());
  *record.mutable_manifest() = std::move(header);
  const std::string salts =
      entropy.Bytes(kSaltBytes * (items.size() + static_cast<size_t>(overflows.size())));
  absl::string_view left = salts;
  const auto seal = [&left](const google::protobuf::MessageLite& part,
                            storage::v1::SealedItem* sealed) {
    Seal(part, left.substr(0, kSaltBytes), sealed);
    left.remove_prefix(kSaltBytes);
  };
  for (const v1::ManifestItem& item : items) seal(item, record.add_items());
  for (const v1::CapOverflow& overflow : overflows) seal(overflow, record.add_overflows());
  record.mutable_manifest()->set_digest(DigestOf(record.manifest(), record).ToHex());
  return record;
}

std::string ManifestHeaderBytes(v1::Manifest header) {
  header.clear_digest();
  return CanonicalBytes(header);
}

digest::Digest ManifestDigest(const storage::v1::BatchRecord& record) {
  v1::Manifest header = record.manifest();
  header.clear_digest();
  return DigestOf(header, record);
}

v1::Manifest OpenHeader(const storage::v1::BatchRecord& record) {
  v1::Manifest header = record.manifest();
  for (const storage::v1::SealedItem& sealed : record.overflows()) {
    v1::CapOverflow overflow;
    if (!IsErased(sealed) && overflow.ParseFromString(sealed.item()))
      *header.add_cap_overflows() = std::move(overflow);
  }
  return header;
}

bool IsErased(const storage::v1::SealedItem& part) {
  return part.salt().empty() && part.item().empty();
}

void Erase(storage::v1::SealedItem* part) {
  part->clear_salt();
  part->clear_item();
}

v1::BatchItem BatchItemOf(const v1::ManifestItem& item, const RubricPins& rubrics,
                          v1::ItemState state) {
  const std::string* const revision = FindPin(rubrics, item.rubric());
  v1::BatchItem out;
  out.set_candidate_id(item.candidate_id());
  out.set_slice(item.slice());
  out.set_stage(item.stage());
  out.set_rubric(revision == nullptr ? item.rubric() : *revision);
  out.set_required_labels(item.required_labels());
  *out.mutable_attributes() = item.attributes();
  out.set_state(state);
  return out;
}

}  // namespace winnow::loop
