// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// RevocationSweep: takes candidates whose consent was revoked out of the frame of a queue, in
// portions, so that a scope of millions of candidates holds nobody up for long.
#ifndef WINNOW_SERVER_SHARD_REVOCATION_SWEEP_H_
#define WINNOW_SERVER_SHARD_REVOCATION_SWEEP_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "server/shard/candidate_columns.h"
#include "server/shard/frame.h"
#include "server/shard/registry.h"

namespace winnow::shard {

// The frame judges by the new registry from the moment that it follows it; what it judged before is
// what is swept. While a sweep is under way the frame is not what it should be, and nothing may be
// drawn from it. Not thread-safe.
class RevocationSweep {
 public:
  // Both live as long as the sweep.
  RevocationSweep(const CandidateColumns& candidates, Frame& frame)
      : candidates_(candidates), frame_(frame) {}

  // The frame follows `registry` now: sweeps for what is revoked in it and was not before.
  void Begin(std::shared_ptr<const RegistrySnapshot> registry);
  bool under_way() const { return next_ < end_; }
  // Goes on, for about the time of `candidates` judgements. Returns what of that is left.
  size_t Sweep(size_t candidates, int64_t now_us);

 private:
  bool IsNewlyRevoked(CandidateNo no);

  const CandidateColumns& candidates_;
  Frame& frame_;
  std::shared_ptr<const RegistrySnapshot> registry_;
  uint64_t swept_ = 0;            // revocations up to this number are swept
  std::vector<uint64_t> scopes_;  // number of the revocation of each scope, by its number
  size_t next_ = 0;
  size_t end_ = 0;  // candidates from here on came after the registry
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_REVOCATION_SWEEP_H_
