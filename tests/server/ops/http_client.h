// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A client of a few lines that speaks HTTP to the admin endpoint, right and wrong.
#ifndef WINNOW_TESTS_SERVER_OPS_HTTP_CLIENT_H_
#define WINNOW_TESTS_SERVER_OPS_HTTP_CLIENT_H_

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/ops/listen_address.h"

namespace winnow::ops {

// Connects; a negative number when nobody listens. The caller closes it.
inline int Connect(const ListenAddress& address) {
  sockaddr_in peer = {};
  peer.sin_family = AF_INET;
  peer.sin_port = htons(address.port);
  inet_pton(AF_INET, address.host.c_str(), &peer.sin_addr);
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(descriptor, reinterpret_cast<sockaddr*>(&peer), sizeof(peer)) == 0) return descriptor;
  close(descriptor);
  return -1;
}

// Sends `request` as it is, says that there is no more, and reads until the server closes.
inline std::string Exchange(const ListenAddress& address, absl::string_view request) {
  const int descriptor = Connect(address);
  if (descriptor < 0) return "";
  while (!request.empty()) {
    const ssize_t sent = send(descriptor, request.data(), request.size(), MSG_NOSIGNAL);
    if (sent <= 0) break;
    request.remove_prefix(static_cast<size_t>(sent));
  }
  shutdown(descriptor, SHUT_WR);
  std::string response;
  char buffer[4096];
  for (ssize_t size; (size = recv(descriptor, buffer, sizeof(buffer), 0)) > 0;) {
    response.append(buffer, static_cast<size_t>(size));
  }
  close(descriptor);
  return response;
}

struct HttpResponse {
  int code = 0;
  std::string headers;
  std::string body;
};

inline HttpResponse Request(const ListenAddress& address, absl::string_view method,
                            absl::string_view path) {
  const std::string text =
      Exchange(address, absl::StrCat(method, " ", path, " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  HttpResponse response;
  const size_t end = text.find("\r\n\r\n");
  if (text.size() < 12 || end == std::string::npos) return response;
  response.code = std::stoi(text.substr(9, 3));
  response.headers = text.substr(0, end + 2);
  response.body = text.substr(end + 4);
  return response;
}

}  // namespace winnow::ops

#endif  // WINNOW_TESTS_SERVER_OPS_HTTP_CLIENT_H_
