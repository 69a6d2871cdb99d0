// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/held_refusals.h"

#include <utility>
#include <vector>

namespace winnow::rpc {

bool HeldRefusals::HasRoom(absl::Duration time_left) const {
  return !closed_ && held_.size() < options_.most && time_left > options_.delay &&
         options_.delay > absl::ZeroDuration();
}

void HeldRefusals::Hold(absl::Duration time_left, Answer answer) {
  {
    ops::MutexLock lock(mutex_);
    if (HasRoom(time_left)) {
      held_.push_back({clock_.SteadyNow() + options_.delay, std::move(answer)});
      return;
    }
  }
  answer();
}

void HeldRefusals::SendDue() {
  std::vector<Answer> due;
  {
    ops::MutexLock lock(mutex_);
    const absl::Duration now = clock_.SteadyNow();
    while (!held_.empty() && held_.front().due <= now) {
      due.push_back(std::move(held_.front().answer));
      held_.pop_front();
    }
  }
  for (Answer& answer : due) answer();
}

void HeldRefusals::Close() {
  std::deque<Held> held;
  {
    ops::MutexLock lock(mutex_);
    closed_ = true;
    held.swap(held_);
  }
  for (Held& refusal : held) refusal.answer();
}

}  // namespace winnow::rpc
