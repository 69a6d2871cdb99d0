// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_TESTING_TEMP_DIR_H_
#define WINNOW_TESTS_TESTING_TEMP_DIR_H_

#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>

namespace winnow::testing {

// A fresh, empty folder that is removed with all it holds when the object goes. It lies under
// TMPDIR, or /tmp where that is unset. Throws std::runtime_error where no folder can be made.
class TempDir {
 public:
  TempDir() {
    // mkdtemp replaces the six letters at the end.
    path_ =
        (std::filesystem::temp_directory_path() / "winnow-test-").string() + std::string(6, 'X');
    if (mkdtemp(path_.data()) == nullptr) {
      throw std::runtime_error("mkdtemp " + path_ + ": " + std::strerror(errno));
    }
  }
  ~TempDir() {
    std::error_code ignored;  // a leftover in TMPDIR fails no test
    std::filesystem::remove_all(path_, ignored);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::string& path() const { return path_; }
  // The path of `name` inside the folder; nothing is created.
  std::string Join(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_TESTING_TEMP_DIR_H_
