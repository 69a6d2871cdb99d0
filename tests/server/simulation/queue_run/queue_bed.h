// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Made-up pools and policies for simulations of queues and sequences.
#ifndef WINNOW_TESTS_SERVER_SIMULATION_QUEUE_RUN_QUEUE_BED_H_
#define WINNOW_TESTS_SERVER_SIMULATION_QUEUE_RUN_QUEUE_BED_H_

#include <cstdint>
#include <optional>
#include <string>

#include "server/simulation/pool/pool.h"
#include "server/simulation/queue_run/queue_run.h"
#include "server/simulation/trial/strategy.h"

namespace winnow::simulation {

// `slices` slices of `items` candidates each, of 10 words and one in two with a difference of 1 or
// -1; a speaker has `per_speaker` of them.
Pool PoolOf(uint32_t slices, uint32_t items, uint32_t per_speaker = 4);

// Everything at random, equal slots.
Strategy UniformStrategy();

// One reviewer at one item a minute around the clock, without absence and errors, batches of one
// and a lease of an hour.
QueueRunOptions OneReviewer();

// The same with `reviewers` of different speed.
QueueRunOptions ManyReviewers(uint32_t reviewers);

// The pool of a pair of releases of a shared file; none if the file is not in the folder.
std::optional<Pool> RealPool(const std::string& file, const std::string& baseline,
                             const std::string& candidate);

}  // namespace winnow::simulation

#endif  // WINNOW_TESTS_SERVER_SIMULATION_QUEUE_RUN_QUEUE_BED_H_
