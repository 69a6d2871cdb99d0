// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Erasures: everything about a subject is removed, for good (governance.md G2, storage.md E2).
#ifndef WINNOW_SERVER_LOOP_REMOVAL_ERASURES_H_
#define WINNOW_SERVER_LOOP_REMOVAL_ERASURES_H_

#include <vector>

#include "absl/status/status.h"
#include "server/digest/digest.h"
#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "server/loop/serial_thread.h"
#include "winnow/v1/governance_service.pb.h"

namespace winnow::loop {

// An erasure is durable in the control shard first, as the SHA-256 of the subject's keyed hash and
// never the hash itself; then every shard refuses what comes of the subject and removes what it
// holds; then its receipt is stored. One that was cut off goes on at the next start, before
// anything is served. Thread-safe.
class Erasures {
 public:
  Erasures(Environment& environment, SerialThread& thread)
      : environment_(environment), thread_(thread) {}

  void EraseSubject(const Caller& caller, const v1::EraseSubjectRequest& request,
                    Done<v1::EraseSubjectResponse> done);

  // Takes over erasures that this database may not know, and finishes all that have no receipt.
  // Waits for the thread of removals: for a start, before anything is served, and a periodic task.
  absl::Status Resume(const std::vector<digest::Digest>& foreign);

 private:
  absl::Status ResumeAll(std::vector<digest::Digest> subjects);

  Environment& environment_;
  SerialThread& thread_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_REMOVAL_ERASURES_H_
