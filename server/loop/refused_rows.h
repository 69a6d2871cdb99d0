// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Refused rows in the record of a call, from which a repeated call is answered.
#ifndef WINNOW_SERVER_LOOP_REFUSED_ROWS_H_
#define WINNOW_SERVER_LOOP_REFUSED_ROWS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "google/protobuf/repeated_ptr_field.h"
#include "winnow/storage/v1/records.pb.h"
#include "winnow/v1/error.pb.h"

namespace winnow::loop {

using RowErrors = google::protobuf::RepeatedPtrField<v1::RowError>;

struct RefusedRow {
  uint32_t index = 0;
  v1::ErrorReason reason = v1::ERROR_REASON_UNSPECIFIED;
  std::string field;
};

// Keeps all of them but their texts. Rows that were refused for the same reason share an entry, so
// that each costs no more than its index: one or two bytes stored, four in memory.
void RememberRows(const RowErrors& errors, storage::v1::RequestRecord* record);

// By index.
std::vector<RefusedRow> RefusedRowsOf(const storage::v1::RequestRecord& record);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_REFUSED_ROWS_H_
