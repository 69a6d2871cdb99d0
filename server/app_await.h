// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_APP_AWAIT_H_
#define WINNOW_SERVER_APP_AWAIT_H_

#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/loop/call.h"
#include "server/ops/mutex.h"

namespace winnow::app {

// Calls `ask` with a Done and waits for its answer, for at most `limit` of real time; then the
// answer is DEADLINE_EXCEEDED and the late one is dropped. For threads that have nothing else to
// do.
template <typename Response, typename Ask>
absl::StatusOr<Response> Await(absl::Duration limit, Ask ask) {
  struct Mailbox {
    ops::Mutex mutex;
    ops::CondVar arrived;
    std::optional<absl::StatusOr<Response>> answer WINNOW_GUARDED_BY(mutex);
  };
  auto mailbox = std::make_shared<Mailbox>();
  ask([mailbox](absl::StatusOr<Response> answer) {
    ops::MutexLock lock(mailbox->mutex);
    mailbox->answer = std::move(answer);
    mailbox->arrived.NotifyAll();
  });
  ops::MutexLock lock(mailbox->mutex);
  while (!mailbox->answer.has_value()) {
    if (!mailbox->arrived.WaitFor(mailbox->mutex, limit)) break;
  }
  if (mailbox->answer.has_value()) return *std::move(mailbox->answer);
  return absl::DeadlineExceededError("no answer in time");
}

}  // namespace winnow::app

#endif  // WINNOW_SERVER_APP_AWAIT_H_
