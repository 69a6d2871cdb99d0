// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What an experiment is made of, as SHA-256 in hex, so that shards of two experiments whose parts
// have the same names are told apart. Pure functions, safe from any thread.
#ifndef WINNOW_SERVER_SIMULATION_TRIAL_EXPERIMENT_DIGEST_H_
#define WINNOW_SERVER_SIMULATION_TRIAL_EXPERIMENT_DIGEST_H_

#include <string>

#include "server/simulation/pool/pool.h"
#include "server/simulation/trial/strategy.h"

namespace winnow::simulation {

// Of what it draws under and how it estimates, whatever its name.
std::string DigestOf(const Strategy& strategy);

// Of the items in their order, with all that draws, estimates and labels see of them.
std::string DigestOf(const Pool& pool);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_TRIAL_EXPERIMENT_DIGEST_H_
