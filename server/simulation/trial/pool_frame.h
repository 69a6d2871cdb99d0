// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_TRIAL_POOL_FRAME_H_
#define WINNOW_SERVER_SIMULATION_TRIAL_POOL_FRAME_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "server/selection/candidate_view.h"
#include "server/selection/cell_index.h"
#include "server/selection/draw.h"
#include "server/selection/policy.h"
#include "server/simulation/pool/pool.h"
#include "server/simulation/trial/strategy.h"

namespace winnow::simulation {

// A drawn candidate of a pool.
struct DrawnItem {
  uint32_t item = 0;  // index into Pool::items
  double pi = 1;      // inclusion probability; 1 of what was taken by score
};

// The inclusion probability of what was drawn: 1 of what was taken by score.
double InclusionProbability(const selection::DrawItem& item);

// A pool as the frame of the sampler, under the policy of a strategy: candidate numbers are indices
// into Pool::items. The pool outlives it. Draws may run side by side; changes of the index need it
// for themselves.
class PoolFrame final : public selection::CandidateView {
 public:
  // INVALID_ARGUMENT with the problem of a policy that cannot be followed.
  static absl::StatusOr<std::unique_ptr<PoolFrame>> Make(const Pool& pool,
                                                         const Strategy& strategy);

  // Draws with a seed, in the order of the items of the pool.
  std::vector<DrawnItem> Draw(uint64_t labels, uint64_t seed) const;

  // The size measure of a candidate in random draws.
  double SizeOf(uint32_t item) const;

  // False where every draw of one size is the same, whatever the seed.
  bool is_random() const { return policy_.exploration.share > 0; }

  selection::Frame frame() const { return {index_, *this, slices_, {}}; }
  const selection::CompiledPolicy& policy() const { return policy_; }
  selection::CellIndex& index() { return index_; }
  std::vector<selection::SliceFacts>& slices() { return slices_; }

  absl::string_view Id(selection::CandidateNo no) const override { return pool_.items[no].id; }
  uint64_t Key(selection::CandidateNo no, std::size_t attribute) const override;
  uint64_t GroupMembers(selection::CandidateNo no) const override {
    return pool_.items[no].members;
  }

 private:
  PoolFrame(const Pool& pool, selection::CompiledPolicy policy, bool knows_slices);
  void Insert(uint32_t item, selection::SliceNo slice);

  const Pool& pool_;
  const selection::CompiledPolicy policy_;
  selection::CellIndex index_;
  std::vector<selection::SliceFacts> slices_;
};

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_TRIAL_POOL_FRAME_H_
