// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/guarded_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"

namespace winnow::app {
namespace {

constexpr size_t kMaxBytes = size_t{1} << 20;

absl::Status Problem(const std::string& path, absl::string_view text) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", text));
}

absl::Status CheckMode(const std::string& path, mode_t mode, Guard guard) {
  if (guard == Guard::kSecret && (mode & S_IRWXO) != 0) {
    return Problem(path, "is secret, and others may read or change it; run chmod o= on it");
  }
  if ((mode & S_IWOTH) != 0) return Problem(path, "others may change it; run chmod o-w on it");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ReadGuardedFile(const std::string& path, Guard guard) {
  // A pipe that nobody writes to must not hold up the server.
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return Problem(path, absl::StrCat("cannot be read: ", std::strerror(errno)));
  const absl::Cleanup close_file = [file] { close(file); };
  struct stat about = {};
  if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode)) return Problem(path, "is no file");
  if (absl::Status status = CheckMode(path, about.st_mode, guard); !status.ok()) return status;
  std::string text(kMaxBytes + 1, 0);
  size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = read(file, text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Problem(path, absl::StrCat("cannot be read: ", std::strerror(errno)));
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  if (size > kMaxBytes) return Problem(path, "has more than 1 MiB");
  text.resize(size);
  return text;
}

}  // namespace winnow::app
