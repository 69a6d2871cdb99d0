// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Entropy: where unpredictable bytes come from (lease tokens, ids, seeds, salts). Everything else
// takes an Entropy, or the drawn bytes, as a parameter (architecture.md A5).
#ifndef WINNOW_SERVER_OPS_ENTROPY_H_
#define WINNOW_SERVER_OPS_ENTROPY_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/types/span.h"

namespace winnow::ops {

// Implementations are safe for use from any thread.
class Entropy {
 public:
  virtual ~Entropy() = default;

  // Overwrites all of `bytes`. Cannot fail: a source that has nothing to give does not return.
  virtual void Fill(absl::Span<uint8_t> bytes) = 0;

  // `size` bytes, as a string that may hold any byte.
  std::string Bytes(size_t size);
  // A number, each of the 2^64 equally likely.
  uint64_t Uint64();
};

// The kernel's generator. Ends the process when the kernel refuses, because a token or a seed that
// somebody can guess is worse than no server.
class SystemEntropy final : public Entropy {
 public:
  void Fill(absl::Span<uint8_t> bytes) override;
};

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_ENTROPY_H_
