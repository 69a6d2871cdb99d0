// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// CandidateColumns: what a queue keeps in memory about each candidate, under its arrival number.
// Rebuilt from table c at start.
#ifndef WINNOW_SERVER_SHARD_CANDIDATE_COLUMNS_H_
#define WINNOW_SERVER_SHARD_CANDIDATE_COLUMNS_H_

#include <cstdint>
#include <optional>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "server/digest/digest.h"
#include "server/selection/chunked_vector.h"
#include "server/selection/types.h"
#include "server/shard/attribute_columns.h"
#include "server/shard/id_arena.h"
#include "server/shard/interner.h"
#include "winnow/v1/candidate.pb.h"
#include "winnow/v1/queue.pb.h"

namespace winnow::shard {

using selection::CandidateNo;

// One candidate. Strings are numbers of the interners beside it.
struct CandidateRow {
  uint64_t id_hash = 0;         // selection::StaticIdHash(id)
  uint64_t fingerprint = 0;     // of the metadata without signals: equal means nothing to store
  int64_t ingest_us = 0;        // microseconds since the Unix epoch
  int64_t retain_until_us = 0;  // microseconds since the Unix epoch
  uint64_t subject = 0;         // SubjectKey of its subject; 0 means none
  uint64_t id_offset : 56 = 0;  // where the id begins in the arena
  uint64_t id_size : 8 = 0;
  uint32_t slice = 0;
  uint32_t source = 0;
  uint32_t consent_scope = 0;
  uint32_t rubric = 0;
  uint32_t model_release = 0;
  uint32_t dup_group = 0;   // 0 means none
  uint32_t lease = 0;       // slot of the open batch in the lease book + 1; 0 means none
  uint32_t last_batch = 0;  // number of the newest batch that held it; 0 means none
  uint8_t stage = 0;        // v1::Stage
  uint8_t split = 0;        // v1::Split
  uint8_t quarantine = 0;   // bit i: v1::QuarantineReason i + 1
  uint8_t attempts = 0;     // leases that ended without a label; stays at 255
  bool sensitive = false;
  bool dead_lettered = false;
  bool retired = false;   // taken out by its owner
  bool removing = false;  // about to be removed: nothing may use it or change it any more
  bool removed = false;   // nothing but a tombstone is stored of it
  bool control = false;   // a gold or anchor item
};

// Whether a candidate is removed or about to be: nothing may use it or change it.
inline bool IsGone(const CandidateRow& row) { return row.removing || row.removed; }

// The bits of `CandidateRow::quarantine` for a candidate as sent.
uint8_t QuarantineBits(const v1::Candidate& candidate);
// A number that differs when anything but the signals does; another one in another process.
uint64_t Fingerprint(const v1::Candidate& candidate);
// The first 8 bytes of the SHA-256 of a subject's keyed hash, never 0: what is compared with
// subjects that were revoked or erased, of which nothing but that hash may be kept.
uint64_t SubjectKey(const digest::Digest& subject_digest);

// What is worked out from a candidate alone, and may be so ahead of its use.
struct CandidateMarks {
  uint64_t fingerprint = 0;
  uint64_t subject = 0;  // 0 means none
};
CandidateMarks MarksOf(const v1::Candidate& candidate);

// Not thread-safe: the shard's mutex guards it.
class CandidateColumns {
 public:
  CandidateColumns() = default;
  CandidateColumns(const CandidateColumns&) = delete;
  CandidateColumns& operator=(const CandidateColumns&) = delete;

  // Attributes that the queue declares; later calls may add some at the end.
  void SetAttributes(const google::protobuf::RepeatedPtrField<v1::AttributeSpec>& attributes);

  // Makes room for `candidates` in all, so that none of them pays for a larger table of ids.
  void Reserve(size_t candidates) { by_id_.reserve(candidates); }
  std::optional<CandidateNo> Find(absl::string_view id, uint64_t id_hash) const;
  // Adds a candidate that Find does not know. Numbers count from 0 without a gap. `marks` are
  // those of the candidate, from whoever has worked them out already.
  CandidateNo Add(const v1::Candidate& candidate, uint64_t id_hash, int64_t ingest_us,
                  const std::optional<CandidateMarks>& marks = std::nullopt);
  // Overwrites the metadata of `no`; what happened to it (lease, attempts) and its arrival stay.
  void Replace(CandidateNo no, const v1::Candidate& candidate,
               const std::optional<CandidateMarks>& marks = std::nullopt);

  size_t size() const { return rows_.size(); }
  CandidateRow& row(CandidateNo no) { return rows_[no]; }
  const CandidateRow& row(CandidateNo no) const { return rows_[no]; }
  absl::string_view id(CandidateNo no) const;
  const AttributeColumns& attributes() const { return attributes_; }

  // Dictionaries of the rows' numbers.
  struct Dictionaries {
    Interner slices, sources, consent_scopes, rubrics, model_releases, dup_groups;
  };
  const Dictionaries& dictionaries() const { return dictionaries_; }
  Dictionaries& dictionaries() { return dictionaries_; }

 private:
  // Looks ids up in the arena, so that the set holds numbers alone.
  struct IdLookup {
    uint64_t id_hash;
    absl::string_view id;
  };
  struct IdHash {
    using is_transparent = void;
    const CandidateColumns* columns;
    size_t operator()(CandidateNo no) const { return columns->rows_[no].id_hash; }
    size_t operator()(const IdLookup& lookup) const { return lookup.id_hash; }
  };
  struct IdEqual {
    using is_transparent = void;
    const CandidateColumns* columns;
    bool operator()(CandidateNo a, CandidateNo b) const { return a == b; }
    bool operator()(CandidateNo a, const IdLookup& b) const { return columns->id(a) == b.id; }
    bool operator()(const IdLookup& a, CandidateNo b) const { return columns->id(b) == a.id; }
  };

  void Describe(CandidateNo no, const v1::Candidate& candidate,
                const std::optional<CandidateMarks>& marks);

  // A small queue is not to hold a large chunk.
  selection::ChunkedVector<CandidateRow, 10> rows_;
  IdArena ids_;
  AttributeColumns attributes_;
  absl::flat_hash_set<CandidateNo, IdHash, IdEqual> by_id_{0, IdHash{this}, IdEqual{this}};
  Dictionaries dictionaries_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_CANDIDATE_COLUMNS_H_
