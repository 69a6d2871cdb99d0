// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_STORAGE_WRITE_FAILURE_H_
#define WINNOW_TESTS_STORAGE_WRITE_FAILURE_H_

#include <sys/resource.h>

#include <csignal>
#include <cstdlib>

namespace winnow::storage {

// As long as it lives, every write of this process beyond the first `bytes` of a file fails with
// EFBIG, as a full or broken disk would fail it.
class WriteFailure {
 public:
  explicit WriteFailure(rlim_t bytes = 0) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    if (getrlimit(RLIMIT_FSIZE, &before_) != 0) std::abort();
    const rlimit limited = {bytes, before_.rlim_max};
    if (setrlimit(RLIMIT_FSIZE, &limited) != 0) std::abort();
  }
  ~WriteFailure() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  WriteFailure(const WriteFailure&) = delete;
  WriteFailure& operator=(const WriteFailure&) = delete;

 private:
  void (*handler_)(int);
  rlimit before_;
};

}  // namespace winnow::storage

#endif  // WINNOW_TESTS_STORAGE_WRITE_FAILURE_H_
