// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_POOL_POOL_OPTIONS_H_
#define WINNOW_SERVER_SIMULATION_POOL_POOL_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "server/simulation/pool/pool.h"

namespace winnow::simulation {

// What of a file becomes a pool, the same for every kind of file. What is empty is the default of
// the adapter of that kind.
struct PoolOptions {
  std::string baseline;            // the incumbent release
  std::string candidate;           // the release under test
  std::vector<std::string> slice;  // fields that make up a slice, joined by "/"
  std::string cluster;             // field of what future traffic brings as a whole
  std::string errors;              // the count that the two releases are compared by
  // What errors are counted per, such as words. Empty with `errors` named: 1 per candidate.
  std::string units;
  uint64_t least_items = kLeastSliceItems;  // slices with fewer candidates are left out
};

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_POOL_POOL_OPTIONS_H_
