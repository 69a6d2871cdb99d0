// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_TABLES_RELEASE_TABLE_H_
#define WINNOW_STORAGE_TABLES_RELEASE_TABLE_H_

#include <cstdint>
#include <string>

#include "storage/key.h"
#include "storage/tables/record_table.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::storage {

// Table r: releases that were evaluated on a queue, with outcomes and verdicts.
//
//   row     := section byte, id
//   section := 'o' outcome  id := queue_no u32, release string, arrival u64, side byte, rubric
//   string
//            | 'r' release  id := queue_no u32, release string
//            | 'v' verdict  id := queue_no u32, release string, number u32, from 1
//   side    := 'b' baseline | 'c' candidate
struct ReleaseId {
  uint32_t queue_no = 0;
  std::string release_id;

  bool operator==(const ReleaseId&) const = default;
};

struct OutcomeId {
  ReleaseId release;
  uint64_t arrival = 0;
  char side = 'b';
  std::string rubric;

  bool operator==(const OutcomeId&) const = default;
};

struct VerdictId {
  ReleaseId release;
  uint32_t number = 0;

  bool operator==(const VerdictId&) const = default;
};

struct ReleaseRows {
  using Id = ReleaseId;
  using Record = v1::ReleaseRecord;
  static constexpr Table kTable = Table::kRelease;
  static constexpr absl::string_view kSection = "r";

  static void Append(const Id& id, KeyBuilder* key) { key->U32(id.queue_no).String(id.release_id); }
  static Id Read(KeyReader* key) {
    Id id;
    id.queue_no = key->U32();
    id.release_id = key->String();
    return id;
  }
};

struct OutcomeRows {
  using Id = OutcomeId;
  using Record = v1::OutcomeRecord;
  static constexpr Table kTable = Table::kRelease;
  static constexpr absl::string_view kSection = "o";

  static void Append(const Id& id, KeyBuilder* key) {
    ReleaseRows::Append(id.release, key);
    key->U64(id.arrival).Byte(id.side).String(id.rubric);
  }
  static Id Read(KeyReader* key) {
    Id id;
    id.release = ReleaseRows::Read(key);
    id.arrival = key->U64();
    id.side = key->Byte();
    id.rubric = key->String();
    return id;
  }
};

struct VerdictRows {
  using Id = VerdictId;
  using Record = v1::VerdictRecord;
  static constexpr Table kTable = Table::kRelease;
  static constexpr absl::string_view kSection = "v";

  static void Append(const Id& id, KeyBuilder* key) {
    ReleaseRows::Append(id.release, key);
    key->U32(id.number);
  }
  static Id Read(KeyReader* key) {
    const ReleaseId release = ReleaseRows::Read(key);
    return {release, key->U32()};
  }
};

using ReleaseTable = RecordTable<ReleaseRows>;
// Rows of table r that hold what was made of items.
class OutcomeTable : public RecordTable<OutcomeRows> {
 public:
  // All outcomes of a release, and those of one candidate, for ScanRange.
  static KeyRange ReleaseRange(ShardId shard, const ReleaseId& release) {
    return PrefixRange(Begin(shard, release).Take());
  }
  static KeyRange CandidateRange(ShardId shard, const ReleaseId& release, uint64_t arrival) {
    return PrefixRange(Begin(shard, release).U64(arrival).Take());
  }

 private:
  static KeyBuilder Begin(ShardId shard, const ReleaseId& release) {
    KeyBuilder key(shard, Table::kRelease);
    key.Byte(OutcomeRows::kSection[0]).U32(release.queue_no).String(release.release_id);
    return key;
  }
};

using VerdictTable = RecordTable<VerdictRows>;

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_TABLES_RELEASE_TABLE_H_
