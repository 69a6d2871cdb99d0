// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_HOSTILE_RAW_PEER_H_
#define WINNOW_TESTS_HOSTILE_RAW_PEER_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace winnow::hostile {

// A TCP connection to a server, for peers that send bytes of their own. Not thread-safe.
class RawPeer {
 public:
  // `address` is "127.0.0.1:PORT". Throws std::runtime_error when it cannot connect.
  explicit RawPeer(const std::string& address);
  ~RawPeer();
  RawPeer(RawPeer&& other) noexcept;
  RawPeer& operator=(RawPeer&&) = delete;

  // Sends all of it. False when the server has closed the connection, or takes nothing more for
  // `patience`.
  bool Send(absl::string_view bytes, absl::Duration patience = absl::Seconds(5));
  // What has arrived, at most 64 KiB, waiting for `patience` for the first of it; empty when
  // nothing came or the connection is closed.
  std::string Receive(absl::Duration patience = absl::ZeroDuration());
  // Reads and forgets until the server closes the connection; false when it has not after
  // `patience`.
  bool IsClosedWithin(absl::Duration patience);

  int descriptor() const { return descriptor_; }

 private:
  int descriptor_ = -1;
  bool is_closed_ = false;
};

// Lets this process open as many files as its hard limit allows.
void RaiseFileLimit();

}  // namespace winnow::hostile

#endif  // WINNOW_TESTS_HOSTILE_RAW_PEER_H_
