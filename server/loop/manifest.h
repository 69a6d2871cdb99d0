// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Manifests: the immutable, digested record of a draw (selection.md S8).
//
//   part hash := SHA-256(salt, part)         part: canonical bytes of a ManifestItem or CapOverflow
//   digest    := SHA-256(header, item hash*, overflow hash*)
//                                            header: canonical bytes of the Manifest, without
//                                            digest and cap overflows
//
// Canonical bytes are the deterministic serialization of the message. What is about one candidate,
// and the keys that went over a cap, which may be those of persons, stand behind salted hashes:
// when they are erased the hash stays, so the digest still verifies.
#ifndef WINNOW_SERVER_LOOP_MANIFEST_H_
#define WINNOW_SERVER_LOOP_MANIFEST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "server/digest/digest.h"
#include "server/loop/rubric_pins.h"
#include "server/ops/entropy.h"
#include "server/selection/draw.h"
#include "server/shard/queue_state.h"
#include "winnow/storage/v1/records.pb.h"
#include "winnow/v1/batch.pb.h"

namespace winnow::loop {

// What was drawn, and from where.
struct DrawnBatch {
  const selection::DrawResult& result;
  const selection::DrawRequest& request;
  // Of the slices that the request means, whether or not they took part.
  const shard::ExclusionCounts& counts;
  const google::protobuf::RepeatedPtrField<std::string>& slices;  // that the request named
  std::string name;        // of the batch; empty for a preview
  uint64_t frame_seq = 0;  // mutation that the frame was taken after
  int64_t now_us = 0;
};

// The header without digests. Counts are those of the queue at the moment.
v1::Manifest ManifestHeader(const shard::QueueState& queue, const DrawnBatch& drawn);

// Fills in the lines of the slices and the overflows of caps of a draw from `frame`, which is the
// queue's or a shadow of it.
void WriteLines(const shard::QueueState& queue, const shard::Frame& frame,
                const selection::DrawResult& result, v1::Manifest& header);

// An item as it stands in the manifest. The roster of the queue's slices is fresh.
v1::ManifestItem ManifestItemOf(const shard::QueueState& queue, const selection::DrawItem& item);

// No less than what an item and its arrival number take in a sealed manifest.
size_t SealedBytes(const v1::ManifestItem& item);

// Puts each item, and each cap overflow of the header, behind its salted hash and sets the header's
// digest.
storage::v1::BatchRecord SealManifest(v1::Manifest header,
                                      const std::vector<v1::ManifestItem>& items,
                                      ops::Entropy& entropy);

// The bytes of a header that its digest is over.
std::string ManifestHeaderBytes(v1::Manifest header);

// The digest that a stored manifest must have.
digest::Digest ManifestDigest(const storage::v1::BatchRecord& record);
// The header as it was drawn, without the cap overflows that are erased.
v1::Manifest OpenHeader(const storage::v1::BatchRecord& record);
// Whether nothing but the hash of a part is left, and how that is done.
bool IsErased(const storage::v1::SealedItem& part);
void Erase(storage::v1::SealedItem* part);

// What a labeler is told about an item. `state` is its state in the batch.
v1::BatchItem BatchItemOf(const v1::ManifestItem& item, const RubricPins& rubrics,
                          v1::ItemState state);

// The counts of a slice's exclusions that are not 0, without the frame.
void WriteExclusions(const shard::ExclusionCounts& counts,
                     google::protobuf::RepeatedPtrField<v1::ExclusionCount>* out);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_MANIFEST_H_
