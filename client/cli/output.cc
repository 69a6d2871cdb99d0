// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/output.h"

#include "absl/strings/ascii.h"
#include "google/protobuf/util/json_util.h"

namespace winnow::client::cli {

std::string ToJson(const google::protobuf::Message& message, JsonLayout layout) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = layout == JsonLayout::kIndented;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string json;
  // Fails only for an Any of an unknown type, and the protos have none.
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) json = "{}";
  absl::StripTrailingAsciiWhitespace(&json);
  return json;
}

void Print(Session& session, const google::protobuf::Message& response,
           const std::function<void(std::ostream&)>& table) {
  switch (session.format()) {
    case OutputFormat::kTable:
      table(session.out());
      break;
    case OutputFormat::kJson:
      session.out() << ToJson(response, JsonLayout::kIndented) << "\n";
      break;
    case OutputFormat::kJsonl:
      session.out() << ToJson(response, JsonLayout::kOneLine) << "\n";
      break;
  }
}

}  // namespace winnow::client::cli
