// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Messages as they come and go: bytes are read into a message under the closed schema, and a
// message becomes bytes within the size that may be sent.
#ifndef WINNOW_SERVER_RPC_WIRE_H_
#define WINNOW_SERVER_RPC_WIRE_H_

#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>

#include <cstddef>

#include "server/rpc/request_check.h"
#include "server/rpc/status_mapping.h"

namespace winnow::rpc {

// Reads `bytes` into `message`, of the type that `check` knows. INVALID_ARGUMENT for bytes that are
// no such message: FIELD_INVALID with the path of a string that is not UTF-8, FIELD_UNKNOWN with
// the path of a message that holds an unknown field, CONTENT_REFUSED with the path of a string that
// looks like content or a person. Never echoes what was sent.
CallEnd ReadMessage(const grpc::ByteBuffer& bytes, const RequestCheck& check,
                    google::protobuf::Message& message);

// Writes `message` into `bytes`. OUT_OF_RANGE when it is larger than `limit`.
CallEnd WriteMessage(const google::protobuf::Message& message, size_t limit,
                     grpc::ByteBuffer& bytes);

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_WIRE_H_
