// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// CallPlace: the place of one call among those that the server carries out.
#ifndef WINNOW_SERVER_RPC_CALL_PLACE_H_
#define WINNOW_SERVER_RPC_CALL_PLACE_H_

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>

#include "absl/time/time.h"
#include "server/rpc/call_record.h"
#include "server/rpc/open_calls.h"
#include "server/rpc/status_mapping.h"

namespace winnow::rpc {

// What a call asks for when it comes.
struct PlaceWanted {
  // Of the request, where there is one.
  size_t bytes = 0;
  // When it expires, in time of the steady clock.
  absl::Duration end = absl::InfiniteDuration();
};

// Taken once, given up at most once, and left once, in this order; the call outlives it. Taking
// does not overlap with the others.
class CallPlace {
 public:
  explicit CallPlace(const CallRecord& record) : record_(record) {}

  // OK, or why the call is refused: its identity asks for more than its share, the server takes no
  // calls, or too many of its class are under way.
  CallEnd Take(std::shared_ptr<OpenCall> call, const PlaceWanted& wanted);
  // Lets another call of its class have the place, because nothing more is done for this one. gRPC
  // may hold on to a call that its client has reset for long after that. `tail` as for
  // CallQueue::Leave.
  void GiveUp(std::optional<absl::Duration> tail = std::nullopt);
  // Gives up what Take took, if anything is left of it.
  void Leave(std::optional<absl::Duration> tail = std::nullopt);

 private:
  const CallRecord& record_;
  std::optional<OpenCalls::Ticket> ticket_;
  std::atomic<bool> entered_ = false;
};

// Counts a call, or a message of a stream, with what its identity may send. OK, or RATE_LIMITED
// with the time to wait.
CallEnd CheckRate(const CallRecord& record, size_t bytes);

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_CALL_PLACE_H_
