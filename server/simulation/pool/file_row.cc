// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/pool/file_row.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/util/json_util.h"

namespace winnow::simulation {
namespace {

using google::protobuf::Struct;

// Keys come from files: no line breaks and no long ones in a message.
std::string ShownName(absl::string_view name) {
  constexpr std::size_t kLongest = 64;
  std::string shown(name.substr(0, kLongest));
  for (char& c : shown) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte > 0x7e) c = '?';
  }
  return shown.size() < name.size() ? shown + "..." : shown;
}

}  // namespace

absl::Status FilePlace::Wrong(absl::string_view field, absl::string_view problem) const {
  std::string text = absl::StrCat(file, ":", line, ": ");
  if (!field.empty()) absl::StrAppend(&text, ShownName(field), ": ");
  return absl::InvalidArgumentError(absl::StrCat(text, problem));
}

absl::StatusOr<FileRow> FileRow::Parse(const FileLines& file, std::size_t index) {
  FileRow row;
  row.place_ = {file.name, index + 1};
  const auto status = google::protobuf::util::JsonStringToMessage(file.lines[index], &row.object_);
  if (status.ok()) return row;
  return row.place_.Wrong("", absl::StrCat("is no object of JSON with members of different names: ",
                                           "correct the line or take it out"));
}

const FileRow::Value* FileRow::Find(const std::string& name) const {
  const auto it = object_.fields().find(name);
  return it == object_.fields().end() ? nullptr : &it->second;
}

absl::StatusOr<const Struct*> FileRow::Object(const std::string& name) const {
  const Value* const value = Find(name);
  if (value == nullptr) return &Struct::default_instance();
  if (value->has_struct_value()) return &value->struct_value();
  return place_.Wrong(name, "has to be an object of names and values: correct the row");
}

absl::StatusOr<std::string> FileRow::Text(const std::string& name) const {
  const Value* const value = Find(name);
  if (value == nullptr) return std::string();
  return TextIn(*value, name);
}

absl::StatusOr<std::string> FileRow::RequiredText(const std::string& name) const {
  auto text = Text(name);
  if (text.ok() && text->empty())
    return place_.Wrong(name, "is missing: state it, or take the row out");
  return text;
}

absl::StatusOr<bool> FileRow::Flag(const std::string& name) const {
  const Value* const value = Find(name);
  if (value == nullptr) return false;
  if (value->has_bool_value()) return value->bool_value();
  return place_.Wrong(name, "has to be true or false: correct the row");
}

absl::StatusOr<double> FileRow::NumberIn(const Value& value, absl::string_view field) const {
  if (value.has_number_value() && std::isfinite(value.number_value())) return value.number_value();
  return place_.Wrong(field, "has to be a number: correct the row, or leave the member out");
}

absl::StatusOr<std::string> FileRow::TextIn(const Value& value, absl::string_view field) const {
  if (value.has_string_value()) return value.string_value();
  return place_.Wrong(field, "has to be a string: correct the row");
}

absl::Status FileRow::CheckNames(const Struct& object, absl::string_view prefix,
                                 absl::Span<const absl::string_view> known) const {
  // The first by name, so that a message does not depend on the order of a hash map.
  const std::string* unknown = nullptr;
  for (const auto& [name, value] : object.fields()) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    if (unknown == nullptr || name < *unknown) unknown = &name;
  }
  if (unknown == nullptr) return absl::OkStatus();
  return place_.Wrong(absl::StrCat(prefix, *unknown),
                      absl::StrCat("is not known here: correct the name to one of ",
                                   absl::StrJoin(known, ", "), ", or take it out"));
}

}  // namespace winnow::simulation
