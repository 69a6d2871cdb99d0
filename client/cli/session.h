// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Session: one run of the command line: its streams, its global options and its connection.
#ifndef WINNOW_CLIENT_CLI_SESSION_H_
#define WINNOW_CLIENT_CLI_SESSION_H_

#include <istream>
#include <memory>
#include <ostream>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "client/connection.h"

namespace winnow::client::cli {

// Where a run takes place. Everything referred to outlives it.
struct Environment {
  std::istream& in;
  // Results, and nothing else.
  std::ostream& out;
  // Notes, progress and errors.
  std::ostream& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  // The address where --server is not given.
  std::string server;
  // Where the options about credentials are not given.
  Credentials credentials = {};
  Surroundings surroundings;
};

enum class OutputFormat { kTable, kJson, kJsonl };

// Options that every verb has.
struct GlobalOptions {
  std::string server;
  Credentials credentials;
  std::string output = "table";
  std::string timeout = "30s";
  std::string request_id;
};

// For one thread.
class Session {
 public:
  Session(Environment& environment, const GlobalOptions& options)
      : environment_(environment), options_(options) {}

  std::istream& in() { return environment_.in; }
  std::ostream& out() { return environment_.out; }
  std::ostream& err() { return environment_.err; }
  const Environment& environment() const { return environment_; }
  OutputFormat format() const;

  // The connection, opened by the first call. A usage error when address or timeout are no such.
  absl::StatusOr<Connection*> Connect();

  // Connection::Call. A request id from the command line goes with the one mutation of the run; a
  // second mutation is a usage error then.
  template <typename Request>
  absl::StatusOr<typename Answer<Request>::Type> Call(Request request) {
    if constexpr (requires { request.set_request_id(std::string()); }) {
      absl::Status status = UseRequestId();
      if (!status.ok()) return status;
      request.set_request_id(options_.request_id);
    }
    absl::StatusOr<Connection*> connection = Connect();
    if (!connection.ok()) return connection.status();
    return (*connection)->Call(std::move(request));
  }

  // Some rows were refused: the run ends with exit code 4 unless it fails.
  void MarkPartial() { partial_ = true; }
  bool partial() const { return partial_; }
  // What was asked to be checked does not hold: the run ends with exit code 3 unless it fails.
  void MarkRefuted() { refuted_ = true; }
  bool refuted() const { return refuted_; }

 private:
  absl::Status UseRequestId();

  Environment& environment_;
  const GlobalOptions options_;
  std::unique_ptr<Connection> connection_;
  bool used_request_id_ = false;
  bool partial_ = false;
  bool refuted_ = false;
};

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_SESSION_H_
