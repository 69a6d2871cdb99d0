// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/unknown_fields.h"

#include <google/protobuf/unknown_field_set.h>

#include "absl/strings/str_cat.h"

namespace winnow::rpc {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::UnknownFieldSet;

UnknownFieldCheck::UnknownFieldCheck(const Descriptor* type) : root_(ShapeOf(type)) {}

const UnknownFieldCheck::Shape* UnknownFieldCheck::ShapeOf(const Descriptor* type) {
  const auto known = shapes_.find(type);
  if (known != shapes_.end()) return known->second.get();
  // Entered before its children are worked out, so that a type may hold itself.
  Shape* shape = shapes_.emplace(type, std::make_unique<Shape>()).first->second.get();
  shape->reflection =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->GetReflection();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    // A map's entries hold no unknown fields; only the messages that are its values may.
    if (field->is_map() &&
        field->message_type()->map_value()->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      continue;
    }
    shape->children.push_back({field, ShapeOf(field->message_type())});
  }
  return shape;
}

std::optional<UnknownField> UnknownFieldCheck::Find(const Message& message) const {
  return FindIn(message, *root_);
}

std::optional<UnknownField> UnknownFieldCheck::FindIn(const Message& message, const Shape& shape) {
  const UnknownFieldSet& unknown = shape.reflection->GetUnknownFields(message);
  if (!unknown.empty()) return UnknownField{"", unknown.field(0).number()};
  for (const Child& child : shape.children) {
    std::optional<UnknownField> found = FindInChild(message, shape, child);
    if (found.has_value()) return found;
  }
  return std::nullopt;
}

std::optional<UnknownField> UnknownFieldCheck::FindInChild(const Message& message,
                                                           const Shape& shape, const Child& child) {
  const Reflection* reflection = shape.reflection;
  const FieldDescriptor* field = child.field;
  std::optional<UnknownField> found;
  std::string at;
  if (!field->is_repeated()) {
    if (!reflection->HasField(message, field)) return std::nullopt;
    found = FindIn(reflection->GetMessage(message, field), *child.shape);
  } else {
    const int size = reflection->FieldSize(message, field);
    for (int i = 0; i < size && !found.has_value(); ++i) {
      found = FindIn(reflection->GetRepeatedMessage(message, field, i), *child.shape);
      // The entries of a map have no order, and its keys are values that were sent.
      if (found.has_value() && !field->is_map()) at = absl::StrCat("[", i, "]");
    }
  }
  if (!found.has_value()) return std::nullopt;
  found->path =
      absl::StrCat(field->name(), at, found->path.empty() ? "" : absl::StrCat(".", found->path));
  return found;
}

}  // namespace winnow::rpc
