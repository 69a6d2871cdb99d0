// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/session.h"

#include "client/duration_text.h"
#include "client/error.h"

namespace winnow::client::cli {

OutputFormat Session::format() const {
  if (options_.output == "json") return OutputFormat::kJson;
  return options_.output == "jsonl" ? OutputFormat::kJsonl : OutputFormat::kTable;
}

absl::StatusOr<Connection*> Session::Connect() {
  if (connection_ != nullptr) return connection_.get();
  ConnectionOptions options;
  options.server = options_.server.empty() ? environment_.server : options_.server;
  options.credentials = options_.credentials;
  const auto timeout = ParseDurationText(options_.timeout);
  if (!timeout.has_value() || *timeout <= absl::ZeroDuration()) {
    return UsageError("--timeout: give a duration above 0, such as 30s");
  }
  options.timeout = *timeout;
  absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(options, environment_.surroundings);
  if (!connection.ok()) return connection.status();
  connection_ = std::move(*connection);
  return connection_.get();
}

absl::Status Session::UseRequestId() {
  if (used_request_id_ && !options_.request_id.empty()) {
    return UsageError("--request-id names one call, and this command needs several");
  }
  used_request_id_ = true;
  return absl::OkStatus();
}

}  // namespace winnow::client::cli
