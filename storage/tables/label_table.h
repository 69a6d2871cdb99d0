// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_TABLES_LABEL_TABLE_H_
#define WINNOW_STORAGE_TABLES_LABEL_TABLE_H_

#include <cstdint>
#include <string>

#include "storage/tables/record_table.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::storage {

// One label per candidate, annotator and rubric.
//
//   id := queue_no u32, arrival u64, annotator string, rubric string
struct LabelId {
  uint32_t queue_no = 0;
  uint64_t arrival = 0;
  std::string annotator;
  std::string rubric;

  bool operator==(const LabelId&) const = default;
};

struct LabelRows {
  using Id = LabelId;
  using Record = v1::LabelRecord;
  static constexpr Table kTable = Table::kLabel;
  static constexpr absl::string_view kSection = "";

  static void Append(const Id& id, KeyBuilder* key);
  static Id Read(KeyReader* key);
};

// Table l: labels.
class LabelTable : public RecordTable<LabelRows> {
 public:
  // All labels of a queue, and of one candidate, for ScanRange.
  static KeyRange QueueRange(ShardId shard, uint32_t queue_no);
  static KeyRange CandidateRange(ShardId shard, uint32_t queue_no, uint64_t arrival);
};

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_TABLES_LABEL_TABLE_H_
