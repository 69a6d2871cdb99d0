// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The form in which a candidate is stored, from the one in which it was sent.
#ifndef WINNOW_SERVER_LOOP_CANDIDATE_DEFAULTS_H_
#define WINNOW_SERVER_LOOP_CANDIDATE_DEFAULTS_H_

#include "server/loop/split_assignment.h"
#include "winnow/v1/candidate.pb.h"
#include "winnow/v1/ingest_service.pb.h"

namespace winnow::loop {

// Fills in what a candidate and its signals leave to the stream's header, or to each other. Before
// the candidate is checked, so that the header is checked with it.
void FillDefaults(const v1::IngestHeader& header, v1::Candidate* candidate);

// Resolves the split and cuts times to milliseconds. After the candidate was checked.
void Normalize(LastSplit& splits, v1::Candidate* candidate);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_CANDIDATE_DEFAULTS_H_
