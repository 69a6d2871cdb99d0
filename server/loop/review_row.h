// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Refused rows of the review verbs: what they say now, and again when the call is repeated.
#ifndef WINNOW_SERVER_LOOP_REVIEW_ROW_H_
#define WINNOW_SERVER_LOOP_REVIEW_ROW_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "server/loop/refused_rows.h"
#include "winnow/storage/v1/records.pb.h"
#include "winnow/v1/error.pb.h"

namespace winnow::loop {

// Adds a refused row; its text follows from reason and field.
void RefuseRow(uint32_t index, v1::ErrorReason reason, absl::string_view field, RowErrors* errors);

// Brings the refused rows of a repeated call back.
void RecallRows(const storage::v1::RequestRecord& record, RowErrors* errors);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_REVIEW_ROW_H_
