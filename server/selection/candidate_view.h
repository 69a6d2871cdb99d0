// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_CANDIDATE_VIEW_H_
#define WINNOW_SERVER_SELECTION_CANDIDATE_VIEW_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "server/selection/types.h"

namespace winnow::selection {

// What a draw asks about candidates besides what the index keeps. All answers stay the same, and
// views stay valid, while a draw runs; every call is safe from several threads.
class CandidateView {
 public:
  virtual ~CandidateView() = default;

  // Unique in the queue. Its StaticIdHash is the hash that the index was given.
  virtual absl::string_view Id(CandidateNo no) const = 0;

  // Key of a declared attribute of the queue, by index; 0 where the candidate has none.
  virtual uint64_t Key(CandidateNo no, std::size_t attribute) const = 0;

  // Members of its duplicate group that it stands for, itself included (S6.2).
  virtual uint64_t GroupMembers(CandidateNo no) const = 0;

  // Fetches into the cache what Key and GroupMembers read: they are about to be asked.
  virtual void Prefetch(CandidateNo /*no*/) const {}
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_CANDIDATE_VIEW_H_
