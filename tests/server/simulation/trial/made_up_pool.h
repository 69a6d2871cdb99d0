// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_SERVER_SIMULATION_TRIAL_MADE_UP_POOL_H_
#define WINNOW_TESTS_SERVER_SIMULATION_TRIAL_MADE_UP_POOL_H_

#include <cstdint>

#include "server/simulation/pool/pool.h"

namespace winnow::simulation {

// Candidates of a made-up comparison in slices of 60, 120, 180, ... of them: half are transcribed
// alike by both releases, and the last slice regresses by some points. The same for a seed.
Pool MadeUpPool(uint64_t seed, uint32_t slices = 5);

}  // namespace winnow::simulation

#endif  // WINNOW_TESTS_SERVER_SIMULATION_TRIAL_MADE_UP_POOL_H_
