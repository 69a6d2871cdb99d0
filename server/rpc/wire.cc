// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/wire.h"

#include <grpcpp/impl/codegen/proto_utils.h>

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/rpc/invalid_utf8.h"

namespace winnow::rpc {

using google::protobuf::Message;

namespace {

CallEnd Refuse(v1::ErrorReason reason, std::string path, std::string problem) {
  loop::ErrorDetail detail;
  detail.reason = reason;
  const std::string text = path.empty() ? problem : absl::StrCat(path, ": ", problem);
  detail.violations.push_back({std::move(path), std::move(problem)});
  return MakeCallEnd(absl::StatusCode::kInvalidArgument, text, detail);
}

// `message` is what the parser had read before it gave up.
CallEnd RefuseBytes(const Message& message) {
  std::optional<std::string> path = FindInvalidUtf8(message);
  if (path.has_value()) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, *std::move(path),
                  "is not valid UTF-8; send text as UTF-8");
  }
  return Refuse(v1::ERROR_REASON_FIELD_INVALID, "",
                absl::StrCat("The bytes are no ", message.GetDescriptor()->full_name(),
                             ", or a string in them is not valid UTF-8. Send what the service's "
                             "descriptor describes."));
}

CallEnd RefuseUnknown(UnknownField unknown) {
  return Refuse(v1::ERROR_REASON_FIELD_UNKNOWN, std::move(unknown.path),
                absl::StrCat("carries the unknown field number ", unknown.number,
                             "; remove it, or update the server"));
}

}  // namespace

CallEnd ReadMessage(const grpc::ByteBuffer& bytes, const RequestCheck& check, Message& message) {
  // Deserialize releases the buffer that it reads, and shares its memory with the copy.
  grpc::ByteBuffer copy(bytes);
  if (!grpc::SerializationTraits<Message>::Deserialize(&copy, &message).ok()) {
    return RefuseBytes(message);
  }
  std::optional<UnknownField> unknown = check.unknown_fields.Find(message);
  if (unknown.has_value()) return RefuseUnknown(*std::move(unknown));
  std::optional<content::Refusal> content = check.content.Find(message);
  if (content.has_value()) {
    const std::string problem = content->Problem();
    return Refuse(v1::ERROR_REASON_CONTENT_REFUSED, std::move(content->field), problem);
  }
  return {};
}

CallEnd WriteMessage(const Message& message, size_t limit, grpc::ByteBuffer& bytes) {
  if (message.ByteSizeLong() > limit) {
    loop::ErrorDetail detail;
    detail.reason = v1::ERROR_REASON_FIELD_INVALID;
    return MakeCallEnd(absl::StatusCode::kOutOfRange,
                       "The answer is larger than the server sends. Ask for fewer rows.", detail);
  }
  bool own = false;
  const grpc::Status status = grpc::SerializationTraits<Message>::Serialize(message, &bytes, &own);
  if (!status.ok()) return MapStatus(absl::InternalError("An answer could not be serialised."));
  return {};
}

}  // namespace winnow::rpc
