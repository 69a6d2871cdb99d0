// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_SERVER_SELECTION_FLOW_ORACLE_H_
#define WINNOW_TESTS_SERVER_SELECTION_FLOW_ORACLE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace winnow::selection {

// The flow of the greatest gain in a network without cycles, by successive best paths (Ahuja,
// Magnanti, Orlin: Network Flows, 9.7): what no order of choice can beat.
class FlowOracle {
 public:
  explicit FlowOracle(std::size_t nodes) : leaving_(nodes) {}

  // `gain` is per unit.
  void AddArc(std::size_t from, std::size_t to, int64_t capacity, int64_t gain);

  // The greatest gain of at most `most` units from node 0 to the last one.
  int64_t GreatestGain(int64_t most);

 private:
  struct Arc {
    std::size_t from;
    std::size_t to;
    int64_t left;
    int64_t gain;
  };

  // The arcs of the path of the greatest gain, the last first; none if there is no path.
  std::vector<std::size_t> BestPath() const;

  std::vector<Arc> arcs_;  // each with its reverse behind it
  std::vector<std::vector<std::size_t>> leaving_;
};

}  // namespace winnow::selection

#endif  // WINNOW_TESTS_SERVER_SELECTION_FLOW_ORACLE_H_
