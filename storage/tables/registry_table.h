// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_TABLES_REGISTRY_TABLE_H_
#define WINNOW_STORAGE_TABLES_REGISTRY_TABLE_H_

#include <cstdint>
#include <string>

#include "storage/tables/record_table.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::storage {

// Table m: what is configured, one kind of row per registry.
//
//   row  := kind byte, id
//   kind := 'c' clock                 id := empty string
//         | 'd' directory of queues   id := queue_id string
//         | 'e' erasure               id := number u64
//         | 'g' purge                 id := empty string
//         | 'h' published counts      id := queue_no u32, part u32
//         | 'k' database              id := empty string
//         | 'n' consent scope         id := scope_id string
//         | 'o' source                id := source_id string
//         | 'p' policy revision       id := policy_id string, revision u32
//         | 'q' queue                 id := queue_id string
//         | 'r' revocation            id := number u64
//         | 's' slice                 id := queue_no u32, slice_id string
//         | 't' data set              id := dataset_id string
//         | 'u' rubric revision       id := rubric_id string, revision u32
//         | 'v' release               id := release_id string
//         | 'w' offset of a writer    id := queue_no u32, stream byte, writer_id string

struct RevisionId {
  std::string id;  // of the policy or rubric
  uint32_t revision = 0;

  bool operator==(const RevisionId&) const = default;
};

struct SliceId {
  uint32_t queue_no = 0;
  std::string slice_id;

  bool operator==(const SliceId&) const = default;
};

struct WriterId {
  uint32_t queue_no = 0;
  uint8_t stream = 0;  // as WriterOffsetRecord.stream
  std::string writer_id;

  bool operator==(const WriterId&) const = default;
};

struct PublicationPart {
  uint32_t queue_no = 0;
  uint32_t part = 0;

  bool operator==(const PublicationPart&) const = default;
};

// How each kind of id stands in a key.
void AppendRegistryId(const std::string& id, KeyBuilder* key);
void AppendRegistryId(uint64_t id, KeyBuilder* key);
void AppendRegistryId(const RevisionId& id, KeyBuilder* key);
void AppendRegistryId(const SliceId& id, KeyBuilder* key);
void AppendRegistryId(const WriterId& id, KeyBuilder* key);
void AppendRegistryId(const PublicationPart& id, KeyBuilder* key);
void ReadRegistryId(KeyReader* key, std::string* id);
void ReadRegistryId(KeyReader* key, uint64_t* id);
void ReadRegistryId(KeyReader* key, RevisionId* id);
void ReadRegistryId(KeyReader* key, SliceId* id);
void ReadRegistryId(KeyReader* key, WriterId* id);
void ReadRegistryId(KeyReader* key, PublicationPart* id);

inline constexpr absl::string_view kRegistryKinds = "cdeghknopqrstuvw";

template <char kKind, typename IdOfRows, typename RecordOfRows>
struct RegistryRows {
  using Id = IdOfRows;
  using Record = RecordOfRows;
  static constexpr Table kTable = Table::kRegistry;
  static constexpr char kKindByte = kKind;
  static constexpr absl::string_view kSection{&kKindByte, 1};

  static void Append(const Id& id, KeyBuilder* key) { AppendRegistryId(id, key); }
  static Id Read(KeyReader* key) {
    Id id{};
    ReadRegistryId(key, &id);
    return id;
  }
};

// In the control shard.
using ClockTable = RecordTable<RegistryRows<'c', std::string, v1::ClockRecord>>;
using QueueDirectory = RecordTable<RegistryRows<'d', std::string, v1::QueueDirectoryRecord>>;
using ErasureTable = RecordTable<RegistryRows<'e', uint64_t, v1::ErasureRecord>>;
using PurgeTable = RecordTable<RegistryRows<'g', std::string, v1::PurgeRecord>>;
using DatabaseTable = RecordTable<RegistryRows<'k', std::string, v1::DatabaseRecord>>;
using ConsentScopeTable = RecordTable<RegistryRows<'n', std::string, v1::ConsentScopeRecord>>;
using SourceTable = RecordTable<RegistryRows<'o', std::string, v1::SourceRecord>>;
using PolicyTable = RecordTable<RegistryRows<'p', RevisionId, v1::PolicyRevisionRecord>>;
using DatasetTable = RecordTable<RegistryRows<'t', std::string, v1::DatasetRecord>>;
using ReleaseDirectory = RecordTable<RegistryRows<'v', std::string, v1::ReleaseDirectoryRecord>>;
using RubricTable = RecordTable<RegistryRows<'u', RevisionId, v1::RubricRevisionRecord>>;
using RevocationTable = RecordTable<RegistryRows<'r', uint64_t, v1::RevocationRecord>>;

// In the queue's shard.
using PublicationTable = RecordTable<RegistryRows<'h', PublicationPart, v1::PublicationRecord>>;
using QueueTable = RecordTable<RegistryRows<'q', std::string, v1::QueueRecord>>;
using SliceTable = RecordTable<RegistryRows<'s', SliceId, v1::SliceRecord>>;
using WriterOffsetTable = RecordTable<RegistryRows<'w', WriterId, v1::WriterOffsetRecord>>;

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_TABLES_REGISTRY_TABLE_H_
