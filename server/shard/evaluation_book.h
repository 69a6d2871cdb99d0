// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// EvaluationBook: the evaluation of a queue that is not closed, with its frozen frame and its
// master sample (selection.md S9.1).
#ifndef WINNOW_SERVER_SHARD_EVALUATION_BOOK_H_
#define WINNOW_SERVER_SHARD_EVALUATION_BOOK_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "server/selection/types.h"
#include "server/shard/frozen_frame.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::shard {

// Evaluations of a queue count from 1.
using EvaluationNo = uint64_t;

// An item of a master sample.
struct SampleItem {
  selection::CandidateNo no = 0;
  // What the draw alone decides: slice, score and terms, cell, probability, duplicates, phase. The
  // other fields are empty: they are the candidate's as it is now.
  winnow::v1::ManifestItem drawn;
};

// An evaluation that is not closed.
struct OpenEvaluation {
  EvaluationNo number = 0;
  storage::v1::EvaluationRecord record;  // as stored
  FrozenFrame frame;
  std::vector<SampleItem> sample;  // in the order in which it is handed out
  absl::flat_hash_set<selection::CandidateNo> sampled;
};

// Not thread-safe.
class EvaluationBook {
 public:
  // Freezes: from now on everything but the members of `frame` is held. None is open. The phases
  // that `record` names are still to be added.
  void Open(EvaluationNo number, storage::v1::EvaluationRecord record, FrozenFrame frame);
  // Adds the items of a phase to the sample of the open evaluation. False, and nothing changes,
  // when `phase` is no manifest of one: items that cannot be read, or other than their arrivals, or
  // from beyond the frozen frame.
  bool AddPhase(const storage::v1::BatchRecord& phase);
  // Empties the items of a candidate that was removed: they stay in the sample, withdrawn.
  void EraseItems(selection::CandidateNo no);
  // The evaluation of that number is closed, open or not; nothing is held any more.
  void Close(EvaluationNo number, const storage::v1::EvaluationRecord& record);

  OpenEvaluation* open() { return open_.get(); }
  const OpenEvaluation* open() const { return open_.get(); }
  // The newest evaluation, 0 before the first.
  EvaluationNo last() const { return last_; }
  // Digest of the newest phase of any evaluation, hex; empty before the first.
  const std::string& last_digest() const { return last_digest_; }

  // Whether the open evaluation keeps a candidate out of the queue's frame: all but the members of
  // its frozen frame that are not in its sample.
  bool Holds(selection::CandidateNo no) const {
    return open_ != nullptr && (!open_->frame.Contains(no) || open_->sampled.contains(no));
  }
  bool IsSampled(selection::CandidateNo no) const {
    return open_ != nullptr && open_->sampled.contains(no);
  }

 private:
  std::unique_ptr<OpenEvaluation> open_;
  EvaluationNo last_ = 0;
  std::string last_digest_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_EVALUATION_BOOK_H_
