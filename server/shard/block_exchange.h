// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// BlockExchange: how a thread that reads ahead hands blocks of work to the one that works on them.
#ifndef WINNOW_SERVER_SHARD_BLOCK_EXCHANGE_H_
#define WINNOW_SERVER_SHARD_BLOCK_EXCHANGE_H_

#include <cstddef>
#include <deque>
#include <utility>
#include <vector>

#include "server/ops/mutex.h"

namespace winnow::shard {

// One thread pushes, another pops; blocks come in the order in which they were pushed. Blocks that
// were worked on go back to the first thread, so that what they hold is allocated once.
template <typename Block>
class BlockExchange {
 public:
  // At most `waiting` blocks wait; a push beyond them waits itself.
  explicit BlockExchange(size_t waiting) : waiting_(waiting) {}

  // Hands `block` over and leaves one that was worked on, or an empty one, in its place. False once
  // the other thread has given up.
  [[nodiscard]] bool Push(Block& block) {
    ops::MutexLock lock(mutex_);
    while (full_.size() >= waiting_ && !given_up_) changed_.Wait(mutex_);
    full_.push_back(std::move(block));
    block = Block();
    if (!done_.empty()) {
      block = std::move(done_.back());
      done_.pop_back();
    }
    changed_.NotifyAll();
    return !given_up_;
  }
  // Nothing more will be pushed.
  void Close() {
    ops::MutexLock lock(mutex_);
    closed_ = true;
    changed_.NotifyAll();
  }

  // Hands back `block` and takes the next one. False when there is none left.
  [[nodiscard]] bool Pop(Block& block) {
    ops::MutexLock lock(mutex_);
    done_.push_back(std::move(block));
    while (full_.empty() && !closed_) changed_.Wait(mutex_);
    if (full_.empty()) return false;
    block = std::move(full_.front());
    full_.pop_front();
    changed_.NotifyAll();
    return true;
  }
  // Nothing more will be popped.
  void GiveUp() {
    ops::MutexLock lock(mutex_);
    given_up_ = true;
    changed_.NotifyAll();
  }

 private:
  const size_t waiting_;
  ops::Mutex mutex_;
  ops::CondVar changed_;
  std::deque<Block> full_ WINNOW_GUARDED_BY(mutex_);
  std::vector<Block> done_ WINNOW_GUARDED_BY(mutex_);
  bool closed_ WINNOW_GUARDED_BY(mutex_) = false;
  bool given_up_ WINNOW_GUARDED_BY(mutex_) = false;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_BLOCK_EXCHANGE_H_
