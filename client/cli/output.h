// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Results on stdout: messages as JSON with the field names of the protos, or as tables.
#ifndef WINNOW_CLIENT_CLI_OUTPUT_H_
#define WINNOW_CLIENT_CLI_OUTPUT_H_

#include <functional>
#include <string>

#include "client/cli/session.h"
#include "client/cli/table.h"
#include "google/protobuf/message.h"

namespace winnow::client::cli {

enum class JsonLayout { kOneLine, kIndented };

// The message in the mapping of protobuf's JSON, snake_case names, defaults included.
std::string ToJson(const google::protobuf::Message& message, JsonLayout layout);

// Prints a response: under -o json indented, under jsonl on one line, else what `table` prints.
void Print(Session& session, const google::protobuf::Message& response,
           const std::function<void(std::ostream&)>& table);

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_OUTPUT_H_
