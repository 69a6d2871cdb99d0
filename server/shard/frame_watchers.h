// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// FrameWatchers: whoever reads a frame in portions and needs it as it was when the reading began.
#ifndef WINNOW_SERVER_SHARD_FRAME_WATCHERS_H_
#define WINNOW_SERVER_SHARD_FRAME_WATCHERS_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "server/selection/types.h"

namespace winnow::shard {

// Called under the shard's mutex.
class FrameWatcher {
 public:
  virtual ~FrameWatcher() = default;

  // What draws see of the candidate is still as it was, and may change now: its place in the frame,
  // score, signals, attributes or group members.
  virtual void BeforeChange(selection::CandidateNo no) = 0;
  // The frame is built anew: nothing of it stays.
  virtual void BeforeRebuild() = 0;
};

// Watchers leave by being destroyed. Costs a comparison while there are none. Not thread-safe.
class FrameWatchers {
 public:
  static constexpr size_t kMost = 4;

  // False, and nothing changes, while kMost others watch.
  bool Add(const std::shared_ptr<FrameWatcher>& watcher) {
    std::erase_if(watchers_, [](const auto& other) { return other.expired(); });
    if (watchers_.size() >= kMost) return false;
    watchers_.push_back(watcher);
    return true;
  }

  void BeforeChange(selection::CandidateNo no) {
    for (const auto& watcher : watchers_) {
      if (const auto alive = watcher.lock()) alive->BeforeChange(no);
    }
  }

  void BeforeRebuild() {
    for (const auto& watcher : watchers_) {
      if (const auto alive = watcher.lock()) alive->BeforeRebuild();
    }
    watchers_.clear();
  }

 private:
  std::vector<std::weak_ptr<FrameWatcher>> watchers_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_FRAME_WATCHERS_H_
