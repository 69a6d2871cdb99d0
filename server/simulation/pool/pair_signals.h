// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// PairSignals: the signals of candidates that say something of one pair of releases.
#ifndef WINNOW_SERVER_SIMULATION_POOL_PAIR_SIGNALS_H_
#define WINNOW_SERVER_SIMULATION_POOL_PAIR_SIGNALS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/release/witnesses.h"
#include "server/simulation/pool/json_pool_input.h"

namespace winnow::simulation {

using SignalValues = absl::btree_map<std::string, double>;

// What is known of a candidate without a label.
struct PairSignalValues {
  SignalValues of_pair;  // and those that are of no pair
  // pair_disagreement of one of the pair with a further release, by series of witnesses; those that
  // lack at the end are not known.
  std::vector<std::optional<double>> distances;
};

// Not thread-safe.
class PairSignals {
 public:
  PairSignals(const ComparedCounts& counts, absl::string_view units_signal)
      : baseline_(counts.baseline),
        candidate_(counts.candidate),
        units_signal_(units_signal),
        witnesses_(counts.baseline, counts.candidate) {}

  // Adds `signals` of the row to `out`; what is there already is replaced. A value is a number, or
  // an object with `value`. One that names another pair is left out and counted, unless it is a
  // distance to a witness, of which there are as many as a queue can have signals; one without a
  // pair is taken for this pair's, as the command line does.
  absl::Status Read(const FileRow& row, PairSignalValues& out);
  // INVALID_ARGUMENT for a name that is none of a signal, and for a value that the signal cannot
  // have (server/selection/signal_vocabulary.h): what `winnow candidate import` refuses as well.
  absl::Status Check(const FilePlace& place, absl::string_view name, double value) const;
  bool IsOfPair(absl::string_view baseline, absl::string_view candidate) const;
  uint64_t of_other_pairs() const { return of_other_pairs_; }
  // Of the series that were read. Counting and choosing are the caller's.
  release::Witnesses& witnesses() { return witnesses_; }

 private:
  // A signal of a row, and the releases that it names, if any.
  struct Stated {
    std::string name;
    std::string baseline;
    std::string candidate;
    double value = 0;
  };
  static absl::StatusOr<Stated> Parse(const FileRow& row, const std::string& name);
  absl::Status Store(const FilePlace& place, const Stated& stated, PairSignalValues& out);

  const std::string baseline_;
  const std::string candidate_;
  const std::string units_signal_;
  release::Witnesses witnesses_;
  uint64_t of_other_pairs_ = 0;
};

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_POOL_PAIR_SIGNALS_H_
