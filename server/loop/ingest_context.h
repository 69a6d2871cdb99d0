// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What the rows of a chunk are read with.
#ifndef WINNOW_SERVER_LOOP_INGEST_CONTEXT_H_
#define WINNOW_SERVER_LOOP_INGEST_CONTEXT_H_

#include "absl/time/time.h"
#include "server/loop/candidate_validation.h"
#include "server/loop/split_assignment.h"
#include "winnow/v1/ingest_service.pb.h"

namespace winnow::loop {

struct IngestContext {
  // What rows take where they name nothing themselves: source, model release, scorer.
  v1::IngestHeader defaults;
  // Declared attributes of the queue. It may declare more meanwhile: then a row that carries a new
  // one is refused as if it had come a moment earlier.
  DeclaredAttributes attributes;
  // When the chunk arrived.
  absl::Time arrival;
  const SplitAssignment& splits;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_INGEST_CONTEXT_H_
