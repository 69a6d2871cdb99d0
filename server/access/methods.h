// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Who may call what: one rule for every method of the API.
#ifndef WINNOW_SERVER_ACCESS_METHODS_H_
#define WINNOW_SERVER_ACCESS_METHODS_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "server/access/grants.h"
#include "server/access/role_set.h"

namespace winnow::access {

// Over which queues a caller must hold the role.
enum class Reach {
  // The queue that the request names; all queues when it may leave the name out and does.
  kQueue,
  // All queues: the call changes or shows what belongs to all of them.
  kEverywhere,
  // Any queue: the answer shows nothing of a single queue, or only of queues over which the caller
  // holds a role.
  kAnywhere,
};

struct MethodRule {
  // "winnow.v1.ReviewService/RequestBatch".
  const char* method;
  // A caller needs one of them.
  RoleSet roles;
  Reach reach;
  // The field of the request that names the queue or a resource inside, such as `queue.name`; of a
  // stream, a field of its header. Empty unless the reach is kQueue.
  const char* queue_field = "";
};

// All rules, by service.
absl::Span<const MethodRule> MethodRules();
// nullptr when there is none: then nobody may call the method.
const MethodRule* FindRule(absl::string_view method);

// Before the request is read: false when it is refused whatever it says.
bool MayCall(const MethodRule& rule, const Grants& grants);
// For a request about a queue, of which `queue` is the id.
bool MayCallOver(absl::string_view queue, const MethodRule& rule, const Grants& grants);
// For a request that names no queue.
bool MayCallWithoutQueue(const MethodRule& rule, const Grants& grants);

// True when the caller may read single candidates of the queue, or items of its batches, by one
// method or another: totals hide nothing from such.
bool MayReadRows(absl::string_view queue, const Grants& grants);

// True when the caller holds a role over the queue beside that of a labeler. Who labels and does
// nothing else must not know which items of a batch are gold or anchor items.
bool MayKnowControlItems(absl::string_view queue, const Grants& grants);

// Whether the grants let their identity read what draws and data sets of a queue hold.
bool MayReadEvidence(absl::string_view queue, const Grants& grants);

// Whether they let it say what is launched, and decide about it.
bool MayManageReleases(absl::string_view queue, const Grants& grants);
// Whether they let it say what releases made of the items of a queue.
bool MaySubmitOutcomes(absl::string_view queue, const Grants& grants);
// Whether they let it answer for what a gate found.
bool MayWaive(absl::string_view queue, const Grants& grants);

// True when the caller may know of the queue at all: any role over it will do.
bool MaySee(absl::string_view queue, const Grants& grants);

}  // namespace winnow::access

#endif  // WINNOW_SERVER_ACCESS_METHODS_H_
