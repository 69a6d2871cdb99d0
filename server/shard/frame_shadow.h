// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// FrameShadow: a frame of another policy, built beside the one in force, which goes on serving: to
// take its place (selection.md S2.4), or to be looked at and dropped.
#ifndef WINNOW_SERVER_SHARD_FRAME_SHADOW_H_
#define WINNOW_SERVER_SHARD_FRAME_SHADOW_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "server/selection/policy.h"
#include "server/shard/frame.h"

namespace winnow::shard {

// From Begin to Adopt or Drop the frame tells its shadows of every change to candidates that they
// have judged; the others they find as they are when they come to them. So a shadow that has judged
// all is what Frame::Activate would give. A frame may have several. Not thread-safe; only Adopt
// touches what draws see. The frame lives longer than what is under way.
//
// Frames that are no longer needed are kept until somebody takes them: to destroy one takes the
// time of all the memory that it holds, which is for a caller to do where it holds nobody up.
class FrameShadow {
 public:
  explicit FrameShadow(Frame& frame) : frame_(frame) {}
  FrameShadow(const FrameShadow&) = delete;
  FrameShadow& operator=(const FrameShadow&) = delete;

  bool under_way() const { return next_ != nullptr; }
  // Begins a frame of `policy`, in place of one that is under way.
  void Begin(selection::CompiledPolicy policy);
  // Gives up what is under way, if anything.
  void Drop();
  // One is under way: judges up to `candidates` more. True when all are judged.
  bool Build(size_t candidates, int64_t now_us);
  // Build has just returned true: the shadow as it is at `now_us`. Costs what Adopt does.
  Frame& Look(int64_t now_us);
  // Build has just returned true: the shadow takes the place of the frame. Costs nothing but what
  // time has taken out since the shadow judged it.
  void Adopt(int64_t now_us);
  std::vector<std::unique_ptr<Frame>> TakeRetired() { return std::move(retired_); }

 private:
  Frame& frame_;
  std::unique_ptr<Frame> next_;
  std::vector<std::unique_ptr<Frame>> retired_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_FRAME_SHADOW_H_
