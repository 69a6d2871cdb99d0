// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_DIVERSITY_H_
#define WINNOW_SERVER_SELECTION_DIVERSITY_H_

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "server/selection/candidate_view.h"
#include "server/selection/diversity_key.h"
#include "server/selection/policy.h"
#include "server/selection/types.h"

namespace winnow::selection {

// Items of EXPLORE above a cap, by key of an attribute.
struct CapOverflow {
  uint32_t attribute = 0;
  uint64_t key = 0;
  uint64_t count = 0;

  bool operator==(const CapOverflow&) const = default;
};

// How often each capped key is in a batch so far (S6). A candidate without a key of an attribute is
// not bound by its caps. Not thread-safe.
class Diversity {
 public:
  // Caps, view and `window` outlive this; no window is an empty one.
  Diversity(absl::Span<const CapRule> caps, const CandidateView& view,
            const WindowCounts* window = nullptr);

  // Whether all keys of `no` are below their caps. Once false, it stays false.
  bool Admits(CandidateNo no, SliceNo slice) const { return !FullKey(no, slice).has_value(); }
  // The first key of `no` that is not below its caps.
  std::optional<DiversityKey> FullKey(CandidateNo no, SliceNo slice) const;
  // Whether a key is below its caps.
  bool HasRoom(const DiversityKey& key, SliceNo slice) const;

  // Counts `no` in.
  void Add(CandidateNo no, SliceNo slice);

  // Counts `no` in whatever the caps say, and once as an overflow of each cap that it exceeds.
  void AddBeyondCaps(CandidateNo no, SliceNo slice);

  // By attribute and key, rising.
  std::vector<CapOverflow> Overflows() const;

 private:
  struct Counts {
    bool CountsBatch() const { return rule.per_batch > 0 || rule.per_window > 0; }

    CapRule rule;
    absl::flat_hash_map<uint64_t, uint32_t> in_batch;
    absl::flat_hash_map<std::pair<uint64_t, SliceNo>, uint32_t> in_slice;
  };

  bool HasRoom(const Counts& counts, uint64_t key, SliceNo slice) const;

  const CandidateView* view_;
  const WindowCounts* window_;
  std::vector<Counts> caps_;
  std::map<std::pair<uint32_t, uint64_t>, uint64_t> overflows_;
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_DIVERSITY_H_
