// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The lines of data sets and their differences as JSON Lines.
#ifndef WINNOW_SERVER_LOOP_DATASETS_DATASET_LINES_H_
#define WINNOW_SERVER_LOOP_DATASETS_DATASET_LINES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "server/release/diff/version_diff.h"
#include "winnow/v1/dataset.pb.h"

namespace winnow::loop {

// Pure functions. Each line ends with a line feed.

std::string VersionLine(const v1::DatasetVersion& version);
std::string MemberLine(const v1::DatasetMember& member);

// Of a change, and of all of them counted. The change of a member that may serve no more has its
// kind and its id alone.
std::string ChangeLine(const release::MemberChange& change);
std::string SummaryLine(const release::VersionDiff& diff);

// The candidate in the key of a compared member. Valid as long as the key.
absl::string_view CandidateOfKey(absl::string_view key);

// A member as differences look at it. `arrival` gives versions of one queue one order.
release::VersionMember ComparedMember(const v1::DatasetMember& member, uint64_t arrival);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_DATASETS_DATASET_LINES_H_
