// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Entropy: where the client's ids and the jitter of its waits come from. A parameter everywhere
// else.
#ifndef WINNOW_CLIENT_ENTROPY_H_
#define WINNOW_CLIENT_ENTROPY_H_

#include <cstdint>
#include <string>

namespace winnow::client {

// Implementations are safe for use from any thread.
class Entropy {
 public:
  virtual ~Entropy() = default;

  // A number, each of the 2^64 equally likely.
  virtual uint64_t Uint64() = 0;

  // 32 lower-case hex digits: a request id or the id of a writer.
  std::string NewId();
  // Uniform in [0, 1).
  double Fraction();
};

// The machine's generator. Lives as long as the process.
Entropy& SystemEntropy();

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_ENTROPY_H_
