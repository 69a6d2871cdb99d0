// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Names of enum values without the prefix that protos give them: ACOUSTIC for STAGE_ACOUSTIC.
#ifndef WINNOW_CLIENT_ENUM_NAME_H_
#define WINNOW_CLIENT_ENUM_NAME_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"

namespace winnow::client {

using google::protobuf::EnumDescriptor;

// The value called `name`, with or without its prefix. Nothing for UNSPECIFIED or an unknown name.
std::optional<int> EnumValue(const EnumDescriptor& type, absl::string_view name);

// "ACOUSTIC"; empty for UNSPECIFIED; the number for a value that this client does not know.
std::string EnumName(const EnumDescriptor& type, int value);

template <typename Enum>
std::string EnumName(Enum value) {
  return EnumName(*google::protobuf::GetEnumDescriptor<Enum>(), static_cast<int>(value));
}

// "TRAIN, DEV, TEST".
std::string EnumChoices(const EnumDescriptor& type);

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_ENUM_NAME_H_
