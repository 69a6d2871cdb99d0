// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// OutcomePairs: what two releases made of candidates, from outcomes in JSON Lines.
#ifndef WINNOW_SERVER_SIMULATION_POOL_OUTCOME_PAIRS_H_
#define WINNOW_SERVER_SIMULATION_POOL_OUTCOME_PAIRS_H_

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/simulation/pool/json_pool_input.h"

namespace winnow::simulation {

// Counts of one release on one candidate. A candidate without any of the units, such as one without
// names, may state neither: 0 of 0.
struct StatedCounts {
  double errors = 0;
  double units = 1;
  bool stated = true;
  std::string vendor;
  std::size_t line = 0;  // from 1
};

// Whether the outcomes of a candidate can be compared, and why not. Names and order are those of
// the exclusions of a task.
enum class PairState {
  kComparable,
  kNone,       // nobody gave an outcome
  kOneSided,   // only one release has one
  kVendors,    // labels of two vendors
  kReference,  // not of the same reference: the units differ
};

// Immutable; safe to read from many threads.
class OutcomePairs {
 public:
  struct Pair {
    std::string candidate_id;
    std::optional<StatedCounts> baseline;
    std::optional<StatedCounts> candidate;
  };

  // Passes over numbers of releases (`guardrail`) and outcomes of other releases. INVALID_ARGUMENT
  // with place and field for a row that is wrong, that repeats a candidate and release, or that
  // follows another rubric revision than those before; and where a release has no outcome, or no
  // outcome states the counts at all.
  static absl::StatusOr<OutcomePairs> Read(const FileLines& file, const ComparedCounts& counts);

  // In the order of their first rows.
  const std::vector<Pair>& pairs() const { return pairs_; }
  // nullptr where a candidate has no outcome.
  const Pair* Find(absl::string_view candidate_id) const;
  PairState StateOf(absl::string_view candidate_id) const;

 private:
  absl::Status Add(const FileRow& row, const ComparedCounts& counts);
  absl::Status CheckFound(const FileLines& file, const ComparedCounts& counts) const;

  std::vector<Pair> pairs_;
  absl::flat_hash_map<std::string, std::size_t> places_;
  std::vector<std::string> releases_;  // that the file names, sorted
  std::string rubric_;
};

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_POOL_OUTCOME_PAIRS_H_
