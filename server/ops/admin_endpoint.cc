// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/admin_endpoint.h"

#include <arpa/inet.h>
#include <civetweb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/ops/periodic_task.h"

namespace winnow::ops {
namespace {

struct Page {
  int code = 200;
  const char* reason = "OK";
  const char* content_type = "text/plain; charset=utf-8";
  const char* more_headers = "";
  std::string body;
};

Page Render(const AdminPages& pages, absl::string_view method, absl::string_view path) {
  if (method != "GET" && method != "HEAD") {
    return {.code = 405,
            .reason = "Method Not Allowed",
            .more_headers = "Allow: GET, HEAD\r\n",
            .body = "only GET and HEAD\n"};
  }
  if (path == "/metrics") {
    return {.content_type = "text/plain; version=0.0.4; charset=utf-8", .body = pages.metrics()};
  }
  if (path == "/healthz") return {.body = "ok\n"};
  if (path == "/readyz") {
    const absl::Status readiness = pages.readiness();
    if (readiness.ok()) return {.body = "ready\n"};
    return {.code = 503,
            .reason = "Service Unavailable",
            .body = absl::StrCat("not ready: ", readiness.message(), "\n")};
  }
  if (path == "/statusz") {
    return {.content_type = "text/html; charset=utf-8", .body = pages.status_html()};
  }
  return {
      .code = 404, .reason = "Not Found", .body = "pages: /metrics /healthz /readyz /statusz\n"};
}

// The page is made of text and inline styles; nothing else may load or run, and nobody may keep or
// frame it.
std::string Headers(const Page& page) {
  return absl::StrCat("HTTP/1.1 ", page.code, " ", page.reason,
                      "\r\nContent-Type: ", page.content_type,
                      "\r\nContent-Length: ", page.body.size(), "\r\n", page.more_headers,
                      "Cache-Control: no-store\r\n"
                      "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; "
                      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
                      "Referrer-Policy: no-referrer\r\n"
                      "X-Content-Type-Options: nosniff\r\n"
                      "X-Frame-Options: DENY\r\n"
                      "Connection: close\r\n\r\n");
}

// Connects and hangs up, without waiting for an answer.
void Knock(const ListenAddress& address) {
  sockaddr_in ipv4 = {};
  ipv4.sin_family = AF_INET;
  ipv4.sin_port = htons(address.port);
  sockaddr_in6 ipv6 = {};
  ipv6.sin6_family = AF_INET6;
  ipv6.sin6_port = htons(address.port);
  const bool is_ipv4 = inet_pton(AF_INET, address.host.c_str(), &ipv4.sin_addr) == 1;
  if (!is_ipv4 && inet_pton(AF_INET6, address.host.c_str(), &ipv6.sin6_addr) != 1) return;
  const int knock =
      socket(is_ipv4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (knock < 0) return;
  const sockaddr* peer =
      is_ipv4 ? reinterpret_cast<const sockaddr*>(&ipv4) : reinterpret_cast<const sockaddr*>(&ipv6);
  // Nobody listening any more is as good as an answer.
  static_cast<void>(connect(knock, peer, is_ipv4 ? sizeof(ipv4) : sizeof(ipv6)));
  close(knock);
}

}  // namespace

absl::StatusOr<std::unique_ptr<AdminEndpoint>> AdminEndpoint::Start(const ListenAddress& address,
                                                                    AdminPages pages) {
  const absl::StatusOr<ListenAddress> checked = ParseListenAddress(address.ToString());
  if (!checked.ok()) return checked.status();
  if (checked->is_unix()) {
    return absl::InvalidArgumentError("the admin endpoint needs a TCP port, not a Unix socket");
  }
  std::unique_ptr<AdminEndpoint> endpoint(new AdminEndpoint(*checked, std::move(pages)));
  if (absl::Status status = endpoint->Listen(); !status.ok()) return status;
  return endpoint;
}

AdminEndpoint::AdminEndpoint(const ListenAddress& address, AdminPages pages)
    : address_(address), pages_(std::move(pages)) {}

AdminEndpoint::~AdminEndpoint() {
  if (server_ == nullptr) return;
  // civetweb's listener notices the end when a connection comes, or within two seconds: too long
  // for a shutdown.
  PeriodicTask knocks(absl::Milliseconds(2), [this] { Knock(address_); });
  mg_stop(server_);
}

absl::Status AdminEndpoint::Listen() {
  const std::string port = address_.ToString();
  const char* options[] = {"listening_ports",
                           port.c_str(),
                           "num_threads",
                           "8",
                           "connection_queue",
                           "16",
                           "listen_backlog",
                           "32",
                           "max_request_size",
                           "8192",
                           "request_timeout_ms",
                           "2000",
                           "linger_timeout_ms",
                           "1000",
                           "enable_keep_alive",
                           "no",
                           "enable_directory_listing",
                           "no",
                           nullptr};
  const mg_callbacks callbacks = {};
  mg_init_data start = {
      .callbacks = &callbacks, .user_data = nullptr, .configuration_options = options};
  unsigned code = 0;
  std::array<char, 256> why = {};
  mg_error_data error = {.code = &code, .text = why.data(), .text_buffer_size = why.size()};
  server_ = mg_start2(&start, &error);
  if (server_ == nullptr) {
    return absl::UnavailableError(absl::StrCat("cannot listen on ", port, ": ", why.data(),
                                               "; choose another port, or 0 for any free one"));
  }
  mg_server_port bound = {};
  if (mg_get_server_ports(server_, 1, &bound) != 1) {
    return absl::InternalError("the admin endpoint does not know its port");
  }
  address_.port = static_cast<uint16_t>(bound.port);
  mg_set_request_handler(server_, "/", Answer, this);
  return absl::OkStatus();
}

int AdminEndpoint::Answer(mg_connection* connection, void* endpoint) {
  const AdminEndpoint& self = *static_cast<const AdminEndpoint*>(endpoint);
  const mg_request_info& request = *mg_get_request_info(connection);
  const absl::string_view method = request.request_method;
  const Page page = Render(self.pages_, method, request.local_uri);
  const std::string headers = Headers(page);
  mg_write(connection, headers.data(), headers.size());
  if (method != "HEAD") mg_write(connection, page.body.data(), page.body.size());
  // Not null: nothing is left for civetweb to do.
  return page.code;
}

}  // namespace winnow::ops
