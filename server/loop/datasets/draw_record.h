// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// DrawRecord: how each candidate of a queue was drawn the last time.
#ifndef WINNOW_SERVER_LOOP_DATASETS_DRAW_RECORD_H_
#define WINNOW_SERVER_LOOP_DATASETS_DRAW_RECORD_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "server/shard/shard.h"
#include "winnow/v1/batch.pb.h"

namespace winnow::loop {

// 16 bytes per candidate. Not thread-safe.
class DrawRecord {
 public:
  // Reads the manifests of all batches. Errors: the engine's, and DATA_LOSS for one that is
  // damaged.
  absl::Status Read(shard::Shard& shard, uint32_t queue_no);

  // 1 for a candidate whose item was erased or never drawn.
  double ProbabilityOf(shard::CandidateNo no) const { return Of(no).probability; }
  // Members of its duplicate group over the probability.
  double WeightOf(shard::CandidateNo no) const { return Of(no).members / Of(no).probability; }

 private:
  struct Drawn {
    double probability = 1;
    double members = 1;
  };
  const Drawn& Of(shard::CandidateNo no) const {
    static constexpr Drawn kCertain;
    return no < drawn_.size() ? drawn_[no] : kCertain;
  }
  void Take(uint64_t arrival, const v1::ManifestItem& item);

  std::vector<Drawn> drawn_;  // by candidate
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_DATASETS_DRAW_RECORD_H_
