// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_RANKED_H_
#define WINNOW_SERVER_SELECTION_RANKED_H_

#include <cstdint>

#include "absl/container/btree_set.h"
#include "server/selection/types.h"

namespace winnow::selection {

// A candidate as EXPLOIT and FILL compare it.
struct Ranked {
  Micros score = 0;
  uint64_t id_hash = 0;
  CandidateNo no = 0;
};

// The order of S5.1 as far as it needs no id: descending by score, then by rising static id hash.
// Whoever reads puts candidates of one score and one hash in the order of their ids.
struct BestFirst {
  bool operator()(const Ranked& a, const Ranked& b) const {
    if (a.score != b.score) return a.score > b.score;
    return a.id_hash != b.id_hash ? a.id_hash < b.id_hash : a.no < b.no;
  }
};

using RankedSet = absl::btree_set<Ranked, BestFirst>;

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_RANKED_H_
