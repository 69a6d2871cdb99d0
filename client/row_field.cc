// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/row_field.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

namespace winnow::client {
namespace {

constexpr double kLargestNumber = 1e9;

Defect Refuse(absl::string_view path, absl::string_view message) {
  return RowDefect{std::string(path), std::string(message)};
}

}  // namespace

Defect ReadText(const JsonCell& cell, absl::string_view path, std::string& out) {
  if (cell.kind != JsonCell::Kind::kString) return Refuse(path, "has to be a string");
  out.assign(cell.text);
  return std::nullopt;
}

Defect ReadFlag(const JsonCell& cell, absl::string_view path, bool& out) {
  if (cell.kind != JsonCell::Kind::kFlag) return Refuse(path, "has to be true or false");
  out = cell.flag;
  return std::nullopt;
}

Defect ReadNumber(const JsonCell& cell, absl::string_view path, double& out) {
  if (cell.kind != JsonCell::Kind::kNumber) return Refuse(path, "has to be a number");
  if (cell.number < -kLargestNumber || cell.number > kLargestNumber) {
    return Refuse(path, "has to be between -1e9 and 1e9");
  }
  out = cell.number;
  return std::nullopt;
}

Defect ReadTime(const JsonCell& cell, absl::string_view path, google::protobuf::Timestamp& out) {
  using google::protobuf::util::TimeUtil;
  if (cell.kind != JsonCell::Kind::kString || !TimeUtil::FromString(cell.text, &out)) {
    return Refuse(path, "has to be a time in RFC 3339, such as \"2027-01-01T00:00:00Z\"");
  }
  return std::nullopt;
}

Defect ReadEnum(const JsonCell& cell, absl::string_view path, const EnumDescriptor& type,
                int& out) {
  std::optional<int> value;
  if (cell.kind == JsonCell::Kind::kString) value = EnumValue(type, cell.text);
  if (!value.has_value()) {
    return Refuse(path, absl::StrCat("has to be one of ", EnumChoices(type)));
  }
  out = *value;
  return std::nullopt;
}

Defect UnknownKey(const JsonCell& cell, absl::string_view parent) {
  return Refuse(absl::StrCat(parent, parent.empty() ? "" : ".", ShowKey(cell.key)),
                "is not a key of this format");
}

}  // namespace winnow::client
