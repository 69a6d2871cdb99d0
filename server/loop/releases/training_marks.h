// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Slice marks in the queues that a release's training data are of.
#ifndef WINNOW_SERVER_LOOP_RELEASES_TRAINING_MARKS_H_
#define WINNOW_SERVER_LOOP_RELEASES_TRAINING_MARKS_H_

#include <string>

#include "absl/status/status.h"
#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "server/loop/releases/release_place.h"
#include "server/loop/releases/slice_marks.h"
#include "server/loop/request_replay.h"
#include "server/shard/admission.h"

namespace winnow::loop {

// What is to be marked, and why.
struct TrainingMarks {
  SliceMarks slices;
  std::string object;  // the verdict or release that says so
  const Caller& caller;
  const CallId& call;
  shard::Priority priority = shard::Priority::kOrdinary;  // of the call
};

// Marks in the queues of the data sets of a release, but its own queue, over which the caller may
// manage releases, each in a mutation of its own. What is marked already is left alone: to be
// repeated where it failed.
absl::Status MarkTrainingQueues(Environment& environment, const ReleasePlace& place,
                                const TrainingMarks& marks);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_TRAINING_MARKS_H_
