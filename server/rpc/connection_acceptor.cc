// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/connection_acceptor.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace winnow::rpc {
namespace {

// How long to leave new connections alone when none can be had: mostly there is no file for them.
constexpr int kPauseMs = 100;

// Errors of one connection that is gone already, or of nothing.
bool PassesAtOnce(int error) {
  return error == EAGAIN || error == EINTR || error == ECONNABORTED || error == EPROTO;
}

union SocketAddress {
  sockaddr any;
  sockaddr_in v4;
  sockaddr_in6 v6;
  sockaddr_un local;
};

// The size of what was filled in; 0 for an address that is none.
socklen_t Fill(const ops::ListenAddress& address, SocketAddress& out) {
  std::memset(&out, 0, sizeof(out));
  if (address.is_unix()) {
    if (address.unix_path.size() >= sizeof(out.local.sun_path)) return 0;
    out.local.sun_family = AF_UNIX;
    address.unix_path.copy(out.local.sun_path, sizeof(out.local.sun_path) - 1);
    return sizeof(out.local);
  }
  if (inet_pton(AF_INET, address.host.c_str(), &out.v4.sin_addr) == 1) {
    out.v4.sin_family = AF_INET;
    out.v4.sin_port = htons(address.port);
    return sizeof(out.v4);
  }
  if (inet_pton(AF_INET6, address.host.c_str(), &out.v6.sin6_addr) == 1) {
    out.v6.sin6_family = AF_INET6;
    out.v6.sin6_port = htons(address.port);
    return sizeof(out.v6);
  }
  return 0;
}

// Removes the socket that a server left behind which did not end by itself. One that somebody
// answers on stays, and the bind fails.
void RemoveDeadSocket(const SocketAddress& address) {
  struct stat file = {};
  if (lstat(address.local.sun_path, &file) != 0 || !S_ISSOCK(file.st_mode)) return;
  const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(probe, &address.any, sizeof(address.local)) != 0 && errno == ECONNREFUSED) {
    unlink(address.local.sun_path);
  }
  close(probe);
}

uint16_t PortOf(int socket) {
  SocketAddress bound;
  socklen_t size = sizeof(bound);
  if (getsockname(socket, &bound.any, &size) != 0) return 0;
  return ntohs(bound.any.sa_family == AF_INET6 ? bound.v6.sin6_port : bound.v4.sin_port);
}

ino_t InodeOf(int descriptor) {
  struct stat file = {};
  return fstat(descriptor, &file) == 0 ? file.st_ino : 0;
}

// As gRPC says it. "" for a Unix socket, whose peers have no names.
std::string PeerName(const SocketAddress& address) {
  const bool is_v6 = address.any.sa_family == AF_INET6;
  if (!is_v6 && address.any.sa_family != AF_INET) return "";
  const in6_addr& v6 = address.v6.sin6_addr;
  char text[INET6_ADDRSTRLEN] = {};
  if (!is_v6 || IN6_IS_ADDR_V4MAPPED(&v6)) {
    const void* v4 = is_v6 ? static_cast<const void*>(v6.s6_addr + 12) : &address.v4.sin_addr;
    inet_ntop(AF_INET, v4, text, sizeof(text));
    return absl::StrCat("ipv4:", text, ":",
                        ntohs(is_v6 ? address.v6.sin6_port : address.v4.sin_port));
  }
  inet_ntop(AF_INET6, &v6, text, sizeof(text));
  // Brackets and the sign before a scope are escaped, as in a URI.
  const uint32_t scope = address.v6.sin6_scope_id;
  return absl::StrCat("ipv6:%5B", text, scope == 0 ? "" : absl::StrCat("%25", scope),
                      "%5D:", ntohs(address.v6.sin6_port));
}

// On Linux, connecting a TCP socket to nobody ends its connection and empties its buffers. A
// shutdown would leave what has been received to be read.
void Abort(int socket) {
  sockaddr nobody = {};
  nobody.sa_family = AF_UNSPEC;
  connect(socket, &nobody, sizeof(nobody));
}

}  // namespace

absl::StatusOr<std::unique_ptr<ConnectionAcceptor>> ConnectionAcceptor::Bind(
    const ops::ListenAddress& address, size_t max_connections) {
  std::unique_ptr<ConnectionAcceptor> acceptor(new ConnectionAcceptor(address, max_connections));
  if (absl::Status status = acceptor->Listen(); !status.ok()) return status;
  return acceptor;
}

ConnectionAcceptor::ConnectionAcceptor(const ops::ListenAddress& address, size_t max_connections)
    : address_(address), max_connections_(max_connections) {}

absl::Status ConnectionAcceptor::Listen() {
  const auto failed = [this] {
    return absl::UnavailableError(
        absl::StrCat("cannot listen on ", address_.ToString(), ": ", std::strerror(errno)));
  };
  SocketAddress address;
  const socklen_t size = Fill(address_, address);
  if (size == 0) return absl::InvalidArgumentError("not an address to listen on");
  stop_ = eventfd(0, EFD_CLOEXEC);
  listener_ = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (stop_ < 0 || listener_ < 0) return failed();
  const int on = 1;
  if (address_.is_unix()) {
    RemoveDeadSocket(address);
  } else {
    // Connections inherit the second. Neither is worth a refusal to start.
    setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    setsockopt(listener_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  }
  if (bind(listener_, &address.any, size) != 0 || listen(listener_, SOMAXCONN) != 0) {
    return failed();
  }
  if (!address_.is_unix()) address_.port = PortOf(listener_);
  return absl::OkStatus();
}

ConnectionAcceptor::~ConnectionAcceptor() {
  Stop();
  if (stop_ >= 0) close(stop_);
}

void ConnectionAcceptor::Start(Sink sink, OnRefusal on_refusal) {
  sink_ = std::move(sink);
  on_refusal_ = std::move(on_refusal);
  thread_ = std::thread([this] { Run(); });
}

void ConnectionAcceptor::Stop() {
  if (thread_.joinable()) {
    eventfd_write(stop_, 1);
    thread_.join();
    if (address_.is_unix()) unlink(address_.unix_path.c_str());
  }
  if (listener_ >= 0) close(std::exchange(listener_, -1));
}

void ConnectionAcceptor::Run() {
  pollfd waits[] = {{stop_, POLLIN, 0}, {listener_, POLLIN, 0}};
  while (true) {
    if (poll(waits, 2, -1) < 0 && errno != EINTR) return;
    if (waits[0].revents != 0) return;
    if (waits[1].revents != 0) AcceptOne();
  }
}

void ConnectionAcceptor::AcceptOne() {
  SocketAddress peer = {};
  socklen_t size = sizeof(peer);
  const int connection = accept4(listener_, &peer.any, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (connection < 0) {
    if (PassesAtOnce(errno)) return;
    if (errno == EMFILE || errno == ENFILE) on_refusal_("files");
    pollfd stop = {stop_, POLLIN, 0};
    poll(&stop, 1, kPauseMs);
    return;
  }
  bool has_room = false;
  {
    ops::MutexLock lock(mutex_);
    has_room = HasRoom();
    if (has_room) connections_.push_back({connection, InodeOf(connection), PeerName(peer)});
  }
  if (!has_room) {
    // Counted before the peer can know of it.
    on_refusal_("full");
    close(connection);
    return;
  }
  sink_(listener_, connection);
}

bool ConnectionAcceptor::Cut(absl::string_view peer) {
  ops::MutexLock lock(mutex_);
  // Of several with the same address only the last can be open.
  const auto found = std::find_if(connections_.rbegin(), connections_.rend(),
                                  [&](const Connection& c) { return c.peer == peer; });
  if (found == connections_.rend()) return false;
  // Held by a descriptor of our own, it cannot become another file between the look and the cut.
  const int held = fcntl(found->descriptor, F_DUPFD_CLOEXEC, 0);
  if (held < 0) return false;
  const bool is_open = InodeOf(held) == found->inode;
  if (is_open) Abort(held);
  close(held);
  connections_.erase(std::next(found).base());
  return is_open;
}

bool ConnectionAcceptor::HasRoom() {
  if (connections_.size() < max_connections_) return true;
  std::erase_if(connections_, [](const Connection& c) { return InodeOf(c.descriptor) != c.inode; });
  return connections_.size() < max_connections_;
}

}  // namespace winnow::rpc
