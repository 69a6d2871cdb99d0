// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/content/message_check.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace winnow::content {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

std::string Refusal::Problem() const {
  return absl::StrCat("looks like ", NameOf(finding),
                      "; send ids, keyed hashes and numbers, and keep content and people out");
}

MessageCheck::MessageCheck(const Descriptor* type) : root_(ShapeOf(type)) {}

const MessageCheck::Shape* MessageCheck::ShapeOf(const Descriptor* type) {
  const auto known = shapes_.find(type);
  if (known != shapes_.end()) return known->second.get();
  // Entered before its children are worked out, so that a type may hold itself.
  Shape* shape = shapes_.emplace(type, std::make_unique<Shape>()).first->second.get();
  shape->reflection =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->GetReflection();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      shape->texts.push_back({field, RuleOf(*field), texts_++});
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
               !IsLookedAtByItsReader(*field)) {
      const Shape* child = ShapeOf(field->message_type());
      // A message without texts, such as a time, needs no look.
      if (child == shape || !child->texts.empty() || !child->children.empty()) {
        shape->children.push_back({field, child});
      }
    }
  }
  return shape;
}

Finding MessageCheck::Look::At(const std::string& value, const Text& text) const {
  if (value.empty()) return Finding::kNothing;
  if (passed != nullptr && passed->Has(text.number, value)) return Finding::kNothing;
  const Finding finding = Detect(value, text.rule);
  if (passed != nullptr && finding == Finding::kNothing) passed->Add(text.number, value);
  return finding;
}

std::optional<Refusal> MessageCheck::Look::In(const Message& message, const Shape& shape) const {
  for (const Text& text : shape.texts) {
    if (auto found = InText(message, shape, text)) return found;
  }
  for (const Child& child : shape.children) {
    if (auto found = InChild(message, shape, child)) return found;
  }
  return std::nullopt;
}

std::optional<Refusal> MessageCheck::Look::InText(const Message& message, const Shape& shape,
                                                  const Text& text) const {
  std::string scratch;
  if (!text.field->is_repeated()) {
    const std::string& value = shape.reflection->GetStringReference(message, text.field, &scratch);
    const Finding finding = At(value, text);
    if (finding == Finding::kNothing) return std::nullopt;
    return Refusal{text.field->name(), finding};
  }
  const int size = shape.reflection->FieldSize(message, text.field);
  for (int i = 0; i < size; ++i) {
    const Finding finding =
        At(shape.reflection->GetRepeatedStringReference(message, text.field, i, &scratch), text);
    if (finding != Finding::kNothing) {
      return Refusal{absl::StrCat(text.field->name(), "[", i, "]"), finding};
    }
  }
  return std::nullopt;
}

std::optional<Refusal> MessageCheck::Look::InChild(const Message& message, const Shape& shape,
                                                   const Child& child) const {
  const Reflection* reflection = shape.reflection;
  const FieldDescriptor* field = child.field;
  std::optional<Refusal> found;
  std::string at;
  if (!field->is_repeated()) {
    if (!reflection->HasField(message, field)) return std::nullopt;
    found = In(reflection->GetMessage(message, field), *child.shape);
  } else {
    const int size = reflection->FieldSize(message, field);
    for (int i = 0; i < size && !found.has_value(); ++i) {
      found = In(reflection->GetRepeatedMessage(message, field, i), *child.shape);
      // The entries of a map have no order, and its keys are values that were sent.
      if (found.has_value() && !field->is_map()) at = absl::StrCat("[", i, "]");
    }
  }
  if (!found.has_value()) return std::nullopt;
  found->field = absl::StrCat(field->name(), at, ".", found->field);
  return found;
}

}  // namespace winnow::content
