// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RPC_REQUEST_CHECK_H_
#define WINNOW_SERVER_RPC_REQUEST_CHECK_H_

#include <google/protobuf/descriptor.h>

#include "server/content/message_check.h"
#include "server/rpc/unknown_fields.h"

namespace winnow::rpc {

// What every request is checked for before the rules of its own: no field that the server does not
// know, and none that holds content or a person. Immutable, so safe for use from any thread.
struct RequestCheck {
  explicit RequestCheck(const google::protobuf::Descriptor* type)
      : unknown_fields(type), content(type) {}

  UnknownFieldCheck unknown_fields;
  content::MessageCheck content;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_REQUEST_CHECK_H_
