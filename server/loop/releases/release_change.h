// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Steps that all calls share which change a release. They run one at a time, on the thread of
// releases, and wait for their commits.
#ifndef WINNOW_SERVER_LOOP_RELEASES_RELEASE_CHANGE_H_
#define WINNOW_SERVER_LOOP_RELEASES_RELEASE_CHANGE_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/loop/call.h"
#include "server/loop/error.h"
#include "server/loop/releases/release_place.h"
#include "server/loop/reply.h"
#include "server/loop/request_replay.h"
#include "server/loop/serial_thread.h"
#include "server/shard/admission.h"
#include "server/shard/mutation.h"
#include "server/shard/shard_state.h"

namespace winnow::loop {

// The same call carried out before.
struct EarlierCall {
  std::optional<storage::v1::RequestRecord> record;  // nullopt: it is new
  v1::Position position;                             // where the answer stands
};

// What was said then is durable when this returns. Refused where a change of this priority is, so
// that nothing is judged in vain.
absl::StatusOr<EarlierCall> FindEarlier(shard::Shard& shard, const CallId& call,
                                        shard::Priority priority = shard::Priority::kOrdinary);

// What a change is, beside what it writes.
struct ReleaseEdit {
  const CallId& call;
  std::string object;    // resource name
  std::string decision;  // a fixed word
  storage::v1::RequestRecord remembered = {};
  shard::Priority priority = shard::Priority::kOrdinary;
};

// FIELD_INVALID for one larger than 1 MiB, so that it can always be answered with.
absl::Status CheckSize(const v1::Release& release);

// Stores the release of `place` as it is there, with what `write` adds, and remembers the call. An
// error of `write`, before which it has changed nothing but the release, leaves everything as it
// was.
absl::StatusOr<shard::Position> StoreRelease(
    const ReleasePlace& place, const ReleaseEdit& edit,
    absl::FunctionRef<absl::Status(shard::ShardState&, shard::QueueState&, shard::Mutation&)>
        write);

// Runs `work` on `thread` and answers with what it returns; DRAINING once the thread is to stop.
template <typename Response, typename Work>
void RunSerially(SerialThread& thread, Done<Response> done, Work work) {
  auto shared = std::make_shared<Done<Response>>(std::move(done));
  const bool started = thread.Start([shared, &thread, work = std::move(work)]() mutable {
    (*shared)(thread.stopping() ? absl::StatusOr<Response>(Draining()) : work());
  });
  if (started) return;
  (*shared)(
      Overloaded(absl::Seconds(5), "Too many changes of releases wait. Wait and call again."));
}

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_RELEASE_CHANGE_H_
