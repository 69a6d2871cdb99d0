// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A candidate as one line of JSON (README.md, Rows). Strict about form: unknown keys, repeated keys
// and wrong types are refused. Whether ids, slices and consent make sense is the server's business.
#ifndef WINNOW_CLIENT_CANDIDATE_JSON_H_
#define WINNOW_CLIENT_CANDIDATE_JSON_H_

#include "client/signal_json.h"
#include "winnow/v1/candidate.pb.h"

namespace winnow::client {

// Reads a parsed row. `out` has to be empty; after a defect its content is of no use.
Defect ReadCandidate(const JsonRow& row, const RowDefaults& defaults, v1::Candidate& out);

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_CANDIDATE_JSON_H_
