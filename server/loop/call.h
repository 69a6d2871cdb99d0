// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What every verb of the loop takes and how it answers.
#ifndef WINNOW_SERVER_LOOP_CALL_H_
#define WINNOW_SERVER_LOOP_CALL_H_

#include <atomic>
#include <set>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "server/access/grants.h"
#include "winnow/v1/role.pb.h"

namespace winnow::loop {

// Who calls. Whether the call is allowed was decided before it came here; a verb looks at these for
// what it answers.
struct Caller {
  // Identity that audit leaves and request ids are kept under.
  std::string principal;
  // The roles that the access policy gives the identity over all queues.
  std::set<v1::Role> roles = {};
  // All that it gives, single queues included.
  access::Grants grants = {};

  // Becomes true when nobody waits for the answer any more, so that long work may stop. Lives until
  // the call is answered; null: somebody waits until then.
  const std::atomic<bool>* gone = nullptr;

  bool Has(v1::Role role) const { return roles.contains(role); }
};

// Takes the answer of a verb, exactly once, from any thread: at once where nothing has to become
// durable, else from the committer after the commit. It must not block.
template <typename Response>
using Done = absl::AnyInvocable<void(absl::StatusOr<Response>)>;

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_CALL_H_
