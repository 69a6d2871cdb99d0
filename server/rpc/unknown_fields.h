// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The closed schema: a message that carries a field this server does not know is refused at any
// depth, so that no payload can be smuggled in (api.md P1).
#ifndef WINNOW_SERVER_RPC_UNKNOWN_FIELDS_H_
#define WINNOW_SERVER_RPC_UNKNOWN_FIELDS_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace winnow::rpc {

// An unknown field.
struct UnknownField {
  // Path of the message that holds it, such as `chunk.candidates[3]`; empty for the message itself.
  std::string path;
  // Its number.
  int number = 0;
};

// Looks for unknown fields in messages of one type. What the type looks like is worked out once, so
// that a look costs a few nanoseconds per message inside. Immutable, so safe for use from any
// thread. Unknown fields in the entries of a map never reach it: the parser drops them.
class UnknownFieldCheck {
 public:
  explicit UnknownFieldCheck(const google::protobuf::Descriptor* type);

  // The first unknown field of `message`, which is of the type and made by generated code; nothing
  // when there is none.
  std::optional<UnknownField> Find(const google::protobuf::Message& message) const;

 private:
  struct Shape;
  // A field that holds messages, and what those look like.
  struct Child {
    const google::protobuf::FieldDescriptor* field = nullptr;
    const Shape* shape = nullptr;
  };
  struct Shape {
    const google::protobuf::Reflection* reflection = nullptr;
    std::vector<Child> children;
  };

  const Shape* ShapeOf(const google::protobuf::Descriptor* type);
  static std::optional<UnknownField> FindIn(const google::protobuf::Message& message,
                                            const Shape& shape);
  static std::optional<UnknownField> FindInChild(const google::protobuf::Message& message,
                                                 const Shape& shape, const Child& child);

  absl::flat_hash_map<const google::protobuf::Descriptor*, std::unique_ptr<Shape>> shapes_;
  const Shape* root_;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_UNKNOWN_FIELDS_H_
