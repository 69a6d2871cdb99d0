// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The draw of a phase of an evaluation (selection.md S9.1).
#ifndef WINNOW_SERVER_LOOP_EVALUATIONS_PHASE_DRAW_H_
#define WINNOW_SERVER_LOOP_EVALUATIONS_PHASE_DRAW_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/loop/environment.h"
#include "server/loop/rubric_pins.h"
#include "server/shard/shard_state.h"
#include "winnow/storage/v1/records.pb.h"
#include "winnow/v1/evaluation.pb.h"

namespace winnow::loop {

// What is asked for.
struct PhaseOrder {
  uint64_t evaluation = 0;  // its number
  uint32_t phase = 0;
  uint64_t items = 0;
  absl::string_view field;  // of the request that asks for the items
  RubricPins rubrics;       // of the phases before
};

// Under the shard's mutex: draws from the frame of `queue` as it stands, under a seed that is taken
// after the frame is fixed (S7), and seals the manifest, its items in the order in which they will
// be handed out. Changes nothing. FRAME_EMPTY when there is nothing to draw from; FIELD_INVALID
// when the manifest would be larger than what can be stored.
absl::StatusOr<storage::v1::BatchRecord> DrawPhase(Environment& environment,
                                                   const shard::ShardState& state,
                                                   shard::QueueState& queue,
                                                   const PhaseOrder& order);

// What an evaluation says about the phase that was drawn as `sample`, given the phases before it.
v1::EvaluationPhase PhaseOf(const v1::Manifest& sample, const v1::Evaluation& before);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_EVALUATIONS_PHASE_DRAW_H_
