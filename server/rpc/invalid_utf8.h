// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RPC_INVALID_UTF8_H_
#define WINNOW_SERVER_RPC_INVALID_UTF8_H_

#include <google/protobuf/message.h>

#include <optional>
#include <string>

namespace winnow::rpc {

// The path, such as `chunk.candidates[3].source`, of the first string in `message` that is not
// valid UTF-8; nothing when all are. Meant for what a parser leaves behind when it refuses a
// message: it stops at such a string. Slow; pure.
std::optional<std::string> FindInvalidUtf8(const google::protobuf::Message& message);

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_INVALID_UTF8_H_
