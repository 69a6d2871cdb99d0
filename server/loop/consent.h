// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Consent: its revocation (governance.md G2, storage.md E2). Committed in the control shard with a
// number, then followed by every shard, then answered. A shard that was stopped in between follows
// when it is opened, before anything is drawn, renewed or taken in.
#ifndef WINNOW_SERVER_LOOP_CONSENT_H_
#define WINNOW_SERVER_LOOP_CONSENT_H_

#include <atomic>
#include <memory>

#include "absl/functional/any_invocable.h"
#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "server/ops/mutex.h"
#include "server/ops/worker_pool.h"
#include "winnow/v1/governance_service.pb.h"

namespace winnow::loop {

// Thread-safe. Ends before the shards do.
class Consent {
 public:
  explicit Consent(Environment& environment) : environment_(environment) {}
  // Answers what is under way; later calls are answered with DRAINING.
  ~Consent();

  // FIELD_INVALID for a scope that is not registered: it allows nothing as it is. A subject may be
  // unknown: its candidates may still come.
  void RevokeConsent(const Caller& caller, const v1::RevokeConsentRequest& request,
                     Done<v1::RevokeConsentResponse> done);

 private:
  friend class RevokeCall;

  // Runs a task on the thread for long work, which is made when it is first needed. False when too
  // many tasks wait.
  bool Run(absl::AnyInvocable<void()> task) WINNOW_EXCLUDES(mutex_);

  Environment& environment_;
  std::atomic<bool> stop_ = false;
  ops::Mutex mutex_;
  std::unique_ptr<ops::WorkerPool> thread_ WINNOW_GUARDED_BY(mutex_);
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_CONSENT_H_
