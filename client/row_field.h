// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Reads single cells of a row into fields. Each function returns what is wrong, with `path` as the
// field, or nothing.
#ifndef WINNOW_CLIENT_ROW_FIELD_H_
#define WINNOW_CLIENT_ROW_FIELD_H_

#include <optional>
#include <string>

#include "client/enum_name.h"
#include "client/json_row.h"
#include "google/protobuf/timestamp.pb.h"

namespace winnow::client {

using Defect = std::optional<RowDefect>;

Defect ReadText(const JsonCell& cell, absl::string_view path, std::string& out);
Defect ReadFlag(const JsonCell& cell, absl::string_view path, bool& out);
// A number between -1e9 and 1e9.
Defect ReadNumber(const JsonCell& cell, absl::string_view path, double& out);
// RFC 3339, years 1 to 9999.
Defect ReadTime(const JsonCell& cell, absl::string_view path, google::protobuf::Timestamp& out);
// The name of a value without its prefix.
Defect ReadEnum(const JsonCell& cell, absl::string_view path, const EnumDescriptor& type, int& out);

template <typename Enum>
Defect ReadEnum(const JsonCell& cell, absl::string_view path, Enum& out) {
  int value = 0;
  Defect defect = ReadEnum(cell, path, *google::protobuf::GetEnumDescriptor<Enum>(), value);
  out = static_cast<Enum>(value);
  return defect;
}

// The defect of a key that the format does not have. `parent` is empty for members of the row.
Defect UnknownKey(const JsonCell& cell, absl::string_view parent);

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_ROW_FIELD_H_
