// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A label as one line of JSON (README.md, Rows):
//   {"candidate_id":"c1","rubric":"asr@1","annotator":"<keyed
//   hash>","values":{"intelligible":true}}
#ifndef WINNOW_CLIENT_LABEL_JSON_H_
#define WINNOW_CLIENT_LABEL_JSON_H_

#include "client/row_field.h"
#include "winnow/v1/label.pb.h"

namespace winnow::client {

// Reads a parsed row; values are numbers, booleans or strings (categories). `out` has to be empty.
Defect ReadLabel(const JsonRow& row, v1::Label& out);

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_LABEL_JSON_H_
