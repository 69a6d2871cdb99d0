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
  frame_.shadows_.push_back(next_.get());
}

void FrameShadow::Drop() {
  if (next_ == nullptr) return;
  std::erase(frame_.shadows_, next_.get());
  retired_.push_back(std::move(next_));
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

Frame& FrameShadow::Look(int64_t now_us) {
  next_->Advance(now_us);
  return *next_;
}

void FrameShadow::Adopt(int64_t now_us) {
  frame_.columns_.watchers->BeforeRebuild();
  next_->unjudged_ = Frame::kAllJudged;
  std::erase(frame_.shadows_, next_.get());
  std::swap(frame_, *next_);
  // Others that are built beside the frame stay beside it.
  std::swap(frame_.shadows_, next_->shadows_);
  Drop();
  frame_.Advance(now_us);
}

}  // namespace winnow::shard
