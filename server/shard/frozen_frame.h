// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// FrozenFrame: the candidates that a frame held at one moment, a bit per arrival.
#ifndef WINNOW_SERVER_SHARD_FROZEN_FRAME_H_
#define WINNOW_SERVER_SHARD_FROZEN_FRAME_H_

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/selection/types.h"

namespace winnow::shard {

// Made of pages, in which it is stored; the last is as long as it has to be. Not thread-safe.
class FrozenFrame {
 public:
  // Candidates of a page.
  static constexpr uint64_t kPageCandidates = uint64_t{1} << 20;

  // Empty, for the candidates that arrived so far; none that comes later is in it.
  explicit FrozenFrame(uint64_t arrivals = 0) : arrivals_(arrivals) {
    for (uint64_t first = 0; first < arrivals; first += kPageCandidates) {
      const uint64_t candidates = std::min(kPageCandidates, arrivals - first);
      pages_.emplace_back((candidates + 7) / 8, '\0');
    }
  }

  void Add(selection::CandidateNo no) {
    char& byte = pages_[no / kPageCandidates][no % kPageCandidates / 8];
    byte = static_cast<char>(byte | 1 << no % 8);
  }

  bool Contains(selection::CandidateNo no) const {
    return no < arrivals_ && (pages_[no / kPageCandidates][no % kPageCandidates / 8] >> no % 8 & 1);
  }

  uint64_t arrivals() const { return arrivals_; }
  const std::vector<std::string>& pages() const { return pages_; }

  // False, and nothing changes, for bytes that are no page of such a frame.
  bool SetPage(uint64_t page, absl::string_view bytes) {
    if (page >= pages_.size() || bytes.size() != pages_[page].size()) return false;
    pages_[page] = std::string(bytes);
    return true;
  }

 private:
  uint64_t arrivals_;
  std::vector<std::string> pages_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_FROZEN_FRAME_H_
