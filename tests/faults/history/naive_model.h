// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// NaiveModel: what a queue must do, on std::map and from the texts of the API alone (api.md P2). It
// does not predict which items a batch gets: it judges those that it got.
#ifndef WINNOW_TESTS_FAULTS_HISTORY_NAIVE_MODEL_H_
#define WINNOW_TESTS_FAULTS_HISTORY_NAIVE_MODEL_H_

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/faults/history/history.h"

namespace winnow::testing {

// A request that was answered, and when it may have been carried out.
struct Operation {
  Asked asked;
  Answer answer;
  double first_start = 0;    // of its first sending
  double end = 0;            // of the answer
  bool lost_before = false;  // an earlier sending was lost and may have been the one
};

// The server says when a lease ended only through what it answers later, so the model ends one when
// an answer needs that, and finds fault when it was too early. The policy: one label finishes an
// item, kMaxAttempts leases without a label dead-letter it.
class NaiveModel {
 public:
  static constexpr int kMaxAttempts = 3;

  // Calls Settle(batch or candidate, time) before a judgement that an operation with an unknown
  // place in the order may change.
  using Settle = std::function<void(const std::string&, double)>;
  explicit NaiveModel(Settle settle) : settle_(std::move(settle)) {}

  // Carries `operation` out as the next in the order, and judges its answer.
  void Apply(const Operation& operation);
  // A call that was refused with LEASE_SUPERSEDED although the token is right.
  void JudgeSuperseded(const Call& call);
  // The server died and was started again: leases that live get their full term anew.
  void Restart(const Life& before, const Life& after);

  // Candidates that no batch holds and that may be drawn.
  std::set<std::string> Free(const std::set<std::string>& slices) const;
  std::optional<std::string> TokenOf(const std::string& batch) const;
  // Candidates that have their label.
  std::set<std::string> Labeled() const;
  const std::vector<std::string>& findings() const { return findings_; }
  uint64_t double_leases() const { return double_leases_; }

 private:
  struct Item {
    std::string slice;
    std::string batch = {};  // that holds it
    std::string last_batch = {};
    bool done = false;
    bool dead = false;
    bool may_be_dead = false;  // a label may have come late, after the last attempt
    int attempts = 0;
  };
  struct Batch {
    std::string token;
    std::set<std::string> items;
    std::set<std::string> open;  // empty: it is closed
    bool expired = false;
    bool may_have_expired = false;  // before the labels that finished it
    double term = 0;
    double earliest_end = 0;
  };

  void Ingest(const Operation& operation);
  void Grant(const Operation& operation);
  void GrantItem(const std::string& id, const Operation& operation);
  void Empty(const Operation& operation);
  void Submit(const Operation& operation);
  void Return(const Operation& operation);
  void Close(const Operation& operation);
  void Requeue(const Operation& operation);
  // The open batch whose token was sent; nullptr, and a finding, when it is not.
  Batch* OpenBatchOf(const Operation& operation);
  std::string LabelProblem(const std::string& id, const std::string& batch) const;
  // Takes an item back; true when it is dead-lettered now.
  bool GiveBack(const std::string& id, bool counts);
  // True when the lease may have ended by `now`, and then ends it.
  bool Expire(const std::string& batch, double now);
  void Expect(bool holds, const Operation& operation, const std::string& what);

  const Settle settle_;
  std::map<std::string, Item> items_;
  std::map<std::string, Batch> batches_;
  std::pair<uint64_t, uint64_t> last_token_;
  std::vector<std::string> findings_;
  uint64_t double_leases_ = 0;
};

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_FAULTS_HISTORY_NAIVE_MODEL_H_
