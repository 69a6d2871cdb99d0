// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/hostile/raw_peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "server/ops/clock.h"

namespace winnow::hostile {
namespace {

int Milliseconds(absl::Duration duration) {
  return static_cast<int>(absl::ToInt64Milliseconds(absl::Ceil(duration, absl::Milliseconds(1))));
}

bool WaitFor(int descriptor, int16_t events, absl::Duration patience) {
  pollfd wait = {descriptor, events, 0};
  return poll(&wait, 1, Milliseconds(patience)) > 0;
}

}  // namespace

RawPeer::RawPeer(const std::string& address) {
  const size_t colon = address.rfind(':');
  sockaddr_in to = {};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<uint16_t>(std::stoi(address.substr(colon + 1))));
  inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr);
  descriptor_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor_ < 0 || connect(descriptor_, reinterpret_cast<sockaddr*>(&to), sizeof(to)) != 0) {
    throw std::runtime_error(std::string("connect: ") + std::strerror(errno));
  }
}

RawPeer::~RawPeer() {
  if (descriptor_ >= 0) close(descriptor_);
}

RawPeer::RawPeer(RawPeer&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), is_closed_(other.is_closed_) {}

bool RawPeer::Send(absl::string_view bytes, absl::Duration patience) {
  while (!bytes.empty() && !is_closed_) {
    const ssize_t sent = send(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<size_t>(sent));
    } else if (errno == EAGAIN) {
      if (!WaitFor(descriptor_, POLLOUT, patience)) return false;
    } else {
      is_closed_ = true;
    }
  }
  return !is_closed_;
}

std::string RawPeer::Receive(absl::Duration patience) {
  std::string bytes(size_t{64} << 10, '\0');
  if (is_closed_ || !WaitFor(descriptor_, POLLIN, patience)) return "";
  const ssize_t got = recv(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT);
  is_closed_ = got == 0 || (got < 0 && errno != EAGAIN);
  bytes.resize(got > 0 ? static_cast<size_t>(got) : 0);
  return bytes;
}

bool RawPeer::IsClosedWithin(absl::Duration patience) {
  const ops::SystemClock clock;
  const absl::Duration end = clock.SteadyNow() + patience;
  while (!is_closed_ && clock.SteadyNow() < end) Receive(end - clock.SteadyNow());
  return is_closed_;
}

void RaiseFileLimit() {
  rlimit files = {};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace winnow::hostile
