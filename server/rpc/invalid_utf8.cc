// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/invalid_utf8.h"

#include <google/protobuf/descriptor.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "server/ops/utf8.h"

namespace winnow::rpc {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

namespace {

bool IsValidUtf8(absl::string_view text) {
  while (!text.empty()) {
    const size_t size = ops::Utf8CharacterSize(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

// One value of a field; `index` is -1 for a field that has one value only.
struct Value {
  const Message& message;
  const FieldDescriptor* field;
  int index;
};

const Message& MessageOf(const Value& value) {
  const Reflection* reflection = value.message.GetReflection();
  return value.index < 0 ? reflection->GetMessage(value.message, value.field)
                         : reflection->GetRepeatedMessage(value.message, value.field, value.index);
}

std::string StringOf(const Value& value) {
  const Reflection* reflection = value.message.GetReflection();
  return value.index < 0 ? reflection->GetString(value.message, value.field)
                         : reflection->GetRepeatedString(value.message, value.field, value.index);
}

// The path inside the value; empty for the value itself.
std::optional<std::string> FindInValue(const Value& value) {
  if (value.field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    return FindInvalidUtf8(MessageOf(value));
  }
  if (value.field->type() != FieldDescriptor::TYPE_STRING || IsValidUtf8(StringOf(value))) {
    return std::nullopt;
  }
  return "";
}

std::string Join(const Value& value, const std::string& rest) {
  std::string path = value.field->name();
  if (value.field->is_map()) return path;
  if (value.index >= 0) absl::StrAppend(&path, "[", value.index, "]");
  if (!rest.empty()) absl::StrAppend(&path, ".", rest);
  return path;
}

}  // namespace

std::optional<std::string> FindInvalidUtf8(const Message& message) {
  const Reflection* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const Value value{message, field, field->is_repeated() ? i : -1};
      const std::optional<std::string> rest = FindInValue(value);
      if (rest.has_value()) return Join(value, *rest);
    }
  }
  return std::nullopt;
}

}  // namespace winnow::rpc
