// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Versions of data sets, and what changed between two, as files on their way out.
#ifndef WINNOW_SERVER_LOOP_DATASETS_DATASET_FILES_H_
#define WINNOW_SERVER_LOOP_DATASETS_DATASET_FILES_H_

#include "server/loop/datasets/version_place.h"
#include "server/loop/piece_source.h"

namespace winnow::loop {

// The version, then a line per member; of those that may no longer serve its purpose the id alone.
// A page of members is in memory at a time.
PieceSource VersionFile(VersionPlace place);

// A line per change, then the counts; of members that may no longer serve the purpose of a version
// that holds them the kind of change and the id alone. A page of each version is in memory at a
// time. Both versions are of one queue.
PieceSource DiffFile(VersionPlace before, VersionPlace after);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_DATASETS_DATASET_FILES_H_
