// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Whether a caller may make a request: queues are checked as its method's rule says.
#ifndef WINNOW_SERVER_RPC_QUEUE_CHECK_H_
#define WINNOW_SERVER_RPC_QUEUE_CHECK_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <optional>
#include <string>
#include <vector>

#include "server/access/methods.h"
#include "server/loop/error.h"
#include "server/rpc/access_guard.h"
#include "server/rpc/status_mapping.h"
#include "server/rpc/validation/violations.h"

namespace winnow::rpc {

// Immutable, so safe for use from any thread.
class QueueCheck {
 public:
  // Of requests, or headers of streams, of the type. A rule that names no field of the type finds
  // no queue.
  QueueCheck(const access::MethodRule* rule, const google::protobuf::Descriptor* type);

  // False when the request names a queue over which the grants do not allow the method.
  bool AllowsQueueOf(const google::protobuf::Message& request, const access::Grants& grants) const;
  // False when it names none, and may not.
  bool AllowsLackOfQueue(const google::protobuf::Message& request,
                         const access::Grants& grants) const;

 private:
  // The id of the queue; nothing when it is left out or cannot be one.
  std::optional<std::string> QueueOf(const google::protobuf::Message& request) const;

  const access::MethodRule* const rule_;
  std::vector<const google::protobuf::FieldDescriptor*> path_;
};

// Judges a request: whether the caller may name its queue, then whether its fields are right
// (`Validate(const Request&, Violations&)` is found beside Violations). Neither looks at what
// exists. A request whose queue cannot be told is for callers over all queues.
template <typename Request>
CallEnd JudgeRequest(const QueueCheck& queues, const Request& request,
                     const access::Grants& grants) {
  if (!queues.AllowsQueueOf(request, grants)) return Denied();
  Violations violations;
  Validate(request, violations);
  if (!violations.empty()) return MapStatus(loop::FieldsInvalid(violations.Take()));
  return queues.AllowsLackOfQueue(request, grants) ? CallEnd{} : Denied();
}

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_QUEUE_CHECK_H_
