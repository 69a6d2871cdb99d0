// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/entropy.h"

#include <sys/random.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace winnow::ops {

std::string Entropy::Bytes(size_t size) {
  std::string bytes(size, '\0');
  Fill(absl::MakeSpan(reinterpret_cast<uint8_t*>(bytes.data()), size));
  return bytes;
}

uint64_t Entropy::Uint64() {
  uint64_t number;
  Fill(absl::MakeSpan(reinterpret_cast<uint8_t*>(&number), sizeof(number)));
  return number;
}

void SystemEntropy::Fill(absl::Span<uint8_t> bytes) {
  // The kernel may give less than asked: after 256 bytes a signal interrupts it.
  while (!bytes.empty()) {
    const ssize_t given = getrandom(bytes.data(), bytes.size(), 0);
    if (given < 0) {
      if (errno == EINTR) continue;
      std::fprintf(stderr, "winnow: the kernel gives no random bytes: %s\n", std::strerror(errno));
      std::abort();
    }
    bytes.remove_prefix(static_cast<size_t>(given));
  }
}

}  // namespace winnow::ops
