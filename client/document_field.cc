// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/document_field.h"

#include <cmath>
#include <cstdint>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/duration_text.h"
#include "client/enum_name.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/time_util.h"

namespace winnow::client {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Sets or adds a value: the two methods of Reflection for one type.
template <typename Value>
struct Setter {
  void (Reflection::*set)(Message*, const FieldDescriptor*, Value) const;
  void (Reflection::*add)(Message*, const FieldDescriptor*, Value) const;

  void operator()(Message& out, const FieldDescriptor& field, Value value) const {
    (out.GetReflection()->*(field.is_repeated() ? add : set))(&out, &field, std::move(value));
  }
};

constexpr Setter<bool> kSetBool = {&Reflection::SetBool, &Reflection::AddBool};
constexpr Setter<int32_t> kSetInt32 = {&Reflection::SetInt32, &Reflection::AddInt32};
constexpr Setter<int64_t> kSetInt64 = {&Reflection::SetInt64, &Reflection::AddInt64};
constexpr Setter<uint32_t> kSetUint32 = {&Reflection::SetUInt32, &Reflection::AddUInt32};
constexpr Setter<uint64_t> kSetUint64 = {&Reflection::SetUInt64, &Reflection::AddUInt64};
constexpr Setter<double> kSetDouble = {&Reflection::SetDouble, &Reflection::AddDouble};
constexpr Setter<std::string> kSetString = {&Reflection::SetString, &Reflection::AddString};
constexpr Setter<int> kSetEnum = {&Reflection::SetEnumValue, &Reflection::AddEnumValue};

template <typename Integer>
std::string SetInteger(const std::string& text, const FieldDescriptor& field, Message& out,
                       const Setter<Integer>& set) {
  Integer value = 0;
  if (!absl::SimpleAtoi(text, &value)) {
    return std::is_signed_v<Integer> ? "a whole number" : "a whole number that is not negative";
  }
  set(out, field, value);
  return "";
}

std::string SetDouble(const std::string& text, const FieldDescriptor& field, Message& out) {
  double value = 0;
  if (!absl::SimpleAtod(text, &value) || !std::isfinite(value)) return "a number";
  kSetDouble(out, field, value);
  return "";
}

std::string SetBool(const std::string& text, const FieldDescriptor& field, Message& out) {
  if (text != "true" && text != "false") return "true or false";
  kSetBool(out, field, text == "true");
  return "";
}

std::string SetEnum(const std::string& text, const FieldDescriptor& field, Message& out) {
  const std::optional<int> value = EnumValue(*field.enum_type(), text);
  if (!value.has_value()) return absl::StrCat("one of ", EnumChoices(*field.enum_type()));
  kSetEnum(out, field, *value);
  return "";
}

std::string SetMessage(const std::string& text, const FieldDescriptor& field, Message& out) {
  const Reflection* reflection = out.GetReflection();
  Message* inner = field.is_repeated() ? reflection->AddMessage(&out, &field)
                                       : reflection->MutableMessage(&out, &field);
  if (field.message_type() == google::protobuf::Duration::descriptor()) {
    const std::optional<absl::Duration> duration = ParseDurationText(text);
    if (!duration.has_value()) return "a duration such as 90s, 1h30m or 7d";
    *static_cast<google::protobuf::Duration*>(inner) = ToProto(*duration);
    return "";
  }
  const bool parsed = google::protobuf::util::TimeUtil::FromString(
      text, static_cast<google::protobuf::Timestamp*>(inner));
  return parsed ? "" : "a time in RFC 3339, such as 2027-01-01T00:00:00Z";
}

}  // namespace

bool IsWrittenAsText(const FieldDescriptor& field) {
  return field.message_type() == google::protobuf::Duration::descriptor() ||
         field.message_type() == google::protobuf::Timestamp::descriptor();
}

std::string SetFromText(const std::string& text, const FieldDescriptor& field, Message& out) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return SetBool(text, field, out);
    case FieldDescriptor::CPPTYPE_INT32:
      return SetInteger(text, field, out, kSetInt32);
    case FieldDescriptor::CPPTYPE_INT64:
      return SetInteger(text, field, out, kSetInt64);
    case FieldDescriptor::CPPTYPE_UINT32:
      return SetInteger(text, field, out, kSetUint32);
    case FieldDescriptor::CPPTYPE_UINT64:
      return SetInteger(text, field, out, kSetUint64);
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return SetDouble(text, field, out);
    case FieldDescriptor::CPPTYPE_STRING:
      kSetString(out, field, text);
      return "";
    case FieldDescriptor::CPPTYPE_ENUM:
      return SetEnum(text, field, out);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (IsWrittenAsText(field)) return SetMessage(text, field, out);
      break;
    case FieldDescriptor::CPPTYPE_FLOAT:
      break;
  }
  return "of a type that documents do not have";
}

}  // namespace winnow::client
