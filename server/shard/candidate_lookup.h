// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// CandidateLookup: what a draw asks about the candidates of a queue.
#ifndef WINNOW_SERVER_SHARD_CANDIDATE_LOOKUP_H_
#define WINNOW_SERVER_SHARD_CANDIDATE_LOOKUP_H_

#include "server/selection/candidate_view.h"
#include "server/shard/queue_state.h"

namespace winnow::shard {

// Valid while the queue stays as it is: for the length of a draw, under the shard's mutex.
class CandidateLookup final : public selection::CandidateView {
 public:
  // `frame` is the queue's, or a shadow of it.
  CandidateLookup(const QueueState& queue, const Frame& frame) : queue_(queue), frame_(frame) {}

  absl::string_view Id(selection::CandidateNo no) const override {
    return queue_.candidates.id(no);
  }
  uint64_t Key(selection::CandidateNo no, size_t attribute) const override {
    return queue_.candidates.attributes().Key(no, attribute);
  }
  uint64_t GroupMembers(selection::CandidateNo no) const override {
    return frame_.GroupMembers(no);
  }
  void Prefetch(selection::CandidateNo no) const override {
    __builtin_prefetch(&queue_.candidates.row(no).dup_group);
    queue_.candidates.attributes().Prefetch(no);
  }

 private:
  const QueueState& queue_;
  const Frame& frame_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_CANDIDATE_LOOKUP_H_
