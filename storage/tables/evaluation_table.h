// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_TABLES_EVALUATION_TABLE_H_
#define WINNOW_STORAGE_TABLES_EVALUATION_TABLE_H_

#include <cstdint>

#include "storage/tables/queue_row.h"
#include "storage/tables/record_table.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::storage {

// Table x: evaluations of a queue with their frozen frames and master samples.
//
//   row     := section byte, id
//   section := 'e' evaluation            id := queue_no u32, evaluation u64
//            | 'f' page of frozen frame  id := queue_no u32, evaluation u64, page u32, from 0
//            | 's' sample of a phase     id := queue_no u32, evaluation u64, phase u32, from 1
struct EvaluationPartId {
  QueueRowId evaluation;
  uint32_t part = 0;

  bool operator==(const EvaluationPartId&) const = default;
};

struct EvaluationRows : QueueRows<Table::kEvaluation, v1::EvaluationRecord> {
  static constexpr absl::string_view kSection = "e";
};

template <char kSectionByte, typename RecordOfRows>
struct EvaluationParts {
  using Id = EvaluationPartId;
  using Record = RecordOfRows;
  static constexpr Table kTable = Table::kEvaluation;
  static constexpr char kByte = kSectionByte;
  static constexpr absl::string_view kSection{&kByte, 1};

  static void Append(const Id& id, KeyBuilder* key) {
    EvaluationRows::Append(id.evaluation, key);
    key->U32(id.part);
  }
  static Id Read(KeyReader* key) {
    const QueueRowId evaluation = EvaluationRows::Read(key);
    return {evaluation, key->U32()};
  }
};

using EvaluationTable = RecordTable<EvaluationRows>;
using FrozenFrameTable = RecordTable<EvaluationParts<'f', v1::FrozenFrameRecord>>;
using EvaluationSampleTable = RecordTable<EvaluationParts<'s', v1::BatchRecord>>;

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_TABLES_EVALUATION_TABLE_H_
