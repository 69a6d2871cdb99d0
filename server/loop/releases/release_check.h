// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// CheckRelease: whether a release names what exists.
#ifndef WINNOW_SERVER_LOOP_RELEASES_RELEASE_CHECK_H_
#define WINNOW_SERVER_LOOP_RELEASES_RELEASE_CHECK_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "server/loop/call.h"
#include "server/loop/error.h"
#include "server/shard/shards.h"
#include "winnow/v1/evaluation.pb.h"
#include "winnow/v1/release.pb.h"
#include "winnow/v1/rubric.pb.h"

namespace winnow::loop {

// What a release rests on.
struct ReleaseGround {
  shard::Shards& shards;
  const Caller& caller;
  const std::string& queue_id;
  const v1::Evaluation& evaluation;
};

// Fills in the defaults of `release` and checks its form and what it names: pair, rubric with its
// measures, slices, attribute, data sets. FIELD_INVALID with every violation, below `release`.
// Reads the engine: not under the shard's mutex.
absl::Status CheckRelease(const ReleaseGround& ground, v1::Release& release);

// The measure that decides: the end-to-end one, or else the first; nullptr where there is none.
const v1::Measure* DecisiveMeasure(const v1::Rubric& rubric);
// By name; nullptr where there is none.
const v1::Measure* FindMeasure(const v1::Rubric& rubric, absl::string_view name);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_RELEASE_CHECK_H_
