// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_SAMPLER_H_
#define WINNOW_SERVER_SELECTION_SAMPLER_H_

#include "server/selection/draw.h"
#include "server/selection/executor.h"
#include "server/selection/policy.h"

namespace winnow::selection {

// Draws a batch (S5): quotas and expected random draws first, then EXPLOIT, FILL and EXPLORE.
//
// The result depends on the policy, on the frame as a set of (id, slice id, score, keys), and on
// seed, size and slices of the request, and on nothing else (S7): not on candidate or slice numbers
// (but for their appearance in the result), on the history of the index, or on the executor.
//
// The number of items is the batch size, or what supply, slice bounds and, for a policy that draws
// nothing at random, diversity caps leave of it (S5.5). Caps hold for EXPLOIT and FILL; EXPLORE
// takes the slots that they leave over, and counts what exceeds a cap.
//
// The time is that of the slices and of the batch, not of the candidates, except for a bucket of
// many different scores at the top of a slice, and for ties by id.
DrawResult Draw(const CompiledPolicy& policy, const Frame& frame, const DrawRequest& request,
                Executor& executor);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_SAMPLER_H_
