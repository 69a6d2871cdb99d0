// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// CollectDatasetFacts: what a gate has to know about what a release was trained on.
#ifndef WINNOW_SERVER_LOOP_RELEASES_DATASET_FACTS_H_
#define WINNOW_SERVER_LOOP_RELEASES_DATASET_FACTS_H_

#include "absl/status/status.h"
#include "server/loop/releases/sample_keys.h"
#include "server/release/gate/gate_facts.h"
#include "server/shard/shards.h"

namespace winnow::loop {

// Adds to `facts`, whose release is set, for each data set version of the release: members that may
// not be used, that the sample knows, and labels that changed since the version that the baseline
// was trained on. Reads every member and its candidate, a page at a time. Errors: the engine's, and
// DATASET_UNKNOWN. Not under a shard's mutex.
absl::Status CollectDatasetFacts(shard::Shards& shards, const SampleKeys& keys,
                                 release::GateFacts& facts);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_DATASET_FACTS_H_
