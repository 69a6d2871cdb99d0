// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// OutcomeBook: what the two model releases of a release made of the items of its sample.
#ifndef WINNOW_SERVER_LOOP_RELEASES_OUTCOME_BOOK_H_
#define WINNOW_SERVER_LOOP_RELEASES_OUTCOME_BOOK_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/digest/sha256.h"
#include "server/loop/releases/label_standings.h"
#include "server/loop/releases/release_place.h"
#include "server/loop/releases/release_sample.h"
#include "server/release/gate/gate_facts.h"
#include "winnow/v1/rubric.pb.h"

namespace winnow::loop {

enum class Side : uint8_t { kBaseline, kCandidate };

// One outcome; values by the place of their names in OutcomeBook::names, NaN where not stated.
struct ItemOutcome {
  std::string vendor;
  std::vector<double> values;
};

// Outcomes of other rubric revisions than that of the release are counted and not kept: labels of
// two policies are never compared. Reads the rows of the release once; memory goes with the items
// of the sample. Not under the shard's mutex; not thread-safe.
class OutcomeBook {
 public:
  // `rubric` is the revision of the release and outlives the book. Outcomes of items that `sample`
  // has not, and those that were counted from labels that do not hold any more, are left out.
  absl::Status Read(const ReleasePlace& place, const ReleaseSample& sample,
                    const v1::Rubric& rubric, const LabelStandings& labels);

  // nullptr where there is none.
  const ItemOutcome* Find(shard::CandidateNo no, Side side) const;
  // Both outcomes are there and of one vendor.
  bool IsComparable(shard::CandidateNo no) const;
  // NaN where the outcome does not state it.
  double Value(const ItemOutcome& outcome, absl::string_view name) const;

  const release::Concerns& rubric_mismatch() const { return rubric_mismatch_; }
  const release::Concern& vendor_mismatch() const { return vendor_mismatch_; }
  std::vector<v1::PolicyEffect> PolicyEffects(const ReleasePlace& place) const;
  // SHA-256 over the rows in their order, hex.
  const std::string& digest() const { return digest_; }

 private:
  struct Pair {
    std::array<std::optional<ItemOutcome>, 2> sides;
  };
  // Errors and units of items that have outcomes under the rubric of the release and another.
  struct Effect {
    uint64_t items = 0;
    double errors_here = 0, units_here = 0;
    double errors_there = 0, units_there = 0;
  };
  // Rows of one item and side.
  struct Group {
    shard::CandidateNo no = 0;
    Side side = Side::kBaseline;
    std::vector<std::pair<std::string, v1::Outcome>> outcomes;  // by rubric revision
  };

  void Take(const Group& group, const ReleasePlace& place, const ReleaseSample& sample);
  void CountEffect(Side side, const std::string& rubric, const v1::Outcome& here,
                   const v1::Outcome& there);
  ItemOutcome Keep(const v1::Outcome& outcome) const;

  const v1::Rubric* rubric_ = nullptr;
  std::vector<std::string> names_;  // sorted
  absl::flat_hash_map<shard::CandidateNo, Pair> pairs_;
  release::Concerns rubric_mismatch_;
  std::map<std::string, shard::CandidateNo> mismatched_;  // the last that is counted there
  release::Concern vendor_mismatch_;
  std::map<std::pair<Side, std::string>, Effect> effects_;
  std::string digest_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_OUTCOME_BOOK_H_
