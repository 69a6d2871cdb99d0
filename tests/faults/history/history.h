// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// History: what clients of a server sent and received over all its lives, for the checker
// (storage.md E6). Plain values, so that a history can also be written by hand.
#ifndef WINNOW_TESTS_FAULTS_HISTORY_HISTORY_H_
#define WINNOW_TESTS_FAULTS_HISTORY_HISTORY_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace winnow::testing {

enum class Verb {
  kIngest,
  kSignals,
  kRequest,
  kRenew,
  kSubmit,
  kReturn,
  kComplete,
  kCancel,
  kRequeue,
};

// What was sent. A request id stands for one Asked, however often it is sent.
struct Asked {
  Verb verb = Verb::kRequest;
  std::string request_id;
  std::string batch = {};
  std::string token = {};
  std::vector<std::string> items = {};               // candidates, in the order of the rows
  std::map<std::string, std::string> slice_of = {};  // of ingested candidates
  std::set<std::string> slices = {};                 // asked for; empty: all
  uint64_t max_items = 0;
  double lease_seconds = 0;

  bool operator==(const Asked&) const = default;
};

// What came back with status OK, by the verbs that it is for.
struct Answer {
  uint64_t epoch = 0;
  uint64_t seq = 0;
  std::string batch = {};
  std::string token = {};
  std::vector<std::string> items = {};
  uint64_t frame_seq = 0;
  uint64_t accepted = 0;  // rows stored, labels stored, items returned or requeued
  uint64_t done = 0;
  uint64_t dead_lettered = 0;
  uint64_t open_items = 0;
  std::map<uint64_t, std::string> row_errors = {};  // reason by row
};

enum class Outcome {
  kAnswered,
  kRefused,  // with a reason; the call had no effect
  kLost,     // it may have had its effect
};

// One sending of a request. Times are seconds of one steady clock.
struct Call {
  int client = 0;
  Asked asked;
  double start = 0;
  double end = 0;
  Outcome outcome = Outcome::kLost;
  std::string reason = {};
  Answer answer = {};
};

// From before the server was started until after it was dead.
struct Life {
  double start = 0;
  double end = 0;
};

struct History {
  std::vector<Call> calls;
  std::vector<Life> lives;  // in order
};

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_FAULTS_HISTORY_HISTORY_H_
