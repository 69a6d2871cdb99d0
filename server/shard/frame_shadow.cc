// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/frame_shadow.h"

#include <algorithm>
#include <utility>

namespace winnow::shard {

void FrameShadow::Begin(selection::CompiledPolicy policy) {
  Drop();
  next_ = std::make_unique<Frame>(frame_.columns_, frame_.salt_);
  next_->permissions_ = frame_.permissions_;
  next_->Begin(std::move(policy));
  next_->unjudged_ = 0;
  frame_.shadow_ = next_.get();
}

void FrameShadow::Drop() {
  frame_.shadow_ = nullptr;
  if (next_ != nullptr) retired_.push_back(std::move(next_));
}

bool FrameShadow::Build(size_t candidates, int64_t now_us) {
  // What expired while the shadow was built was judged by what held before.
  if (next_->permissions_.Expired(now_us)) next_->unjudged_ = 0;
  const size_t size = frame_.columns_.candidates->size();
  const size_t end = std::min(size, next_->unjudged_ + candidates);
  while (next_->unjudged_ < end) {
    const CandidateNo no = next_->unjudged_++;
    next_->Update(no, now_us);
  }
  return next_->unjudged_ == size;
}

void FrameShadow::Adopt(int64_t now_us) {
  frame_.columns_.watchers->BeforeRebuild();
  next_->unjudged_ = Frame::kAllJudged;
  frame_.shadow_ = nullptr;
  std::swap(frame_, *next_);
  Drop();
  frame_.Advance(now_us);
}

}  // namespace winnow::shard
