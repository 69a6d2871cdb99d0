// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Progress of a long import: a line that moves on a terminal, else one line at the end.
#ifndef WINNOW_CLIENT_CLI_PROGRESS_H_
#define WINNOW_CLIENT_CLI_PROGRESS_H_

#include <cstdint>
#include <ostream>
#include <string>

#include "absl/time/time.h"
#include "client/clock.h"

namespace winnow::client::cli {

struct ProgressSetup {
  std::ostream& out;
  bool is_terminal;
  Clock& clock;
  // Bytes of the whole input; 0 where nobody knows, and then there is no estimate of the rest.
  uint64_t total_bytes;
};

class Progress {
 public:
  explicit Progress(const ProgressSetup& setup);

  // `rows` became durable and `bytes` of the input are read. Cheap: draws at most five times a second.
  void Update(uint64_t rows, uint64_t bytes);
  // The closing line.
  void Finish(uint64_t rows);

 private:
  const ProgressSetup setup_;
  const absl::Time start_;
  absl::Time drawn_;
};

// "1m20s": to the second, at least 0s.
std::string FormatWait(absl::Duration duration);

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_PROGRESS_H_
