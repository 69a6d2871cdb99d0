// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// AdminEndpoint: the HTTP port for operators and monitoring (api.md P4).
//
//   GET /metrics   Prometheus text
//   GET /healthz   200 while the process answers
//   GET /readyz    200, or 503 with the reason why no work is taken
//   GET /statusz   a page for people
#ifndef WINNOW_SERVER_OPS_ADMIN_ENDPOINT_H_
#define WINNOW_SERVER_OPS_ADMIN_ENDPOINT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/ops/listen_address.h"

struct mg_connection;
struct mg_context;

namespace winnow::ops {

// What the pages show. Called from the endpoint's threads, several at once, until it is stopped.
struct AdminPages {
  // The text of /metrics, freshly read.
  std::function<std::string()> metrics;
  // OK when the server takes work; else its message is the answer of /readyz.
  std::function<absl::Status()> readiness;
  // The whole HTML document of /statusz.
  std::function<std::string()> status_html;
};

// Answers GET and HEAD; 405 to other methods, 404 to other paths. It reads nothing of a request but
// method and path, keeps no connection open, bounds the size and time of a request, the number of
// its threads and of waiting connections, and forbids browsers to cache, to frame or to run
// anything. Safe for use from any thread; destruction waits for the pages that are being made.
class AdminEndpoint {
 public:
  // Binds and serves. INVALID_ARGUMENT for a Unix socket or a host that is not loopback,
  // UNAVAILABLE when the address cannot be bound.
  static absl::StatusOr<std::unique_ptr<AdminEndpoint>> Start(const ListenAddress& address,
                                                              AdminPages pages);
  ~AdminEndpoint();
  AdminEndpoint(const AdminEndpoint&) = delete;
  AdminEndpoint& operator=(const AdminEndpoint&) = delete;

  // Where it listens, with the port that was taken for port 0.
  const ListenAddress& address() const { return address_; }

 private:
  AdminEndpoint(const ListenAddress& address, AdminPages pages);

  absl::Status Listen();
  static int Answer(mg_connection* connection, void* endpoint);

  ListenAddress address_;
  const AdminPages pages_;
  mg_context* server_ = nullptr;
};

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_ADMIN_ENDPOINT_H_
