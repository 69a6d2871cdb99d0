// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_DISK_GATE_H_
#define WINNOW_STORAGE_DISK_GATE_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace winnow::storage {

// A change of a disk that is about to be made. Views hold for the call alone.
struct DiskStep {
  enum class Kind {
    kCreate,      // a file where there is none; one that is there stays as it is
    kWrite,       // `bytes` at `offset`
    kTruncate,    // to the size `offset`
    kSync,        // of a file's bytes and size
    kRename,      // to `target`, in place of what is there
    kRemove,      // of a file
    kLink,        // a second name `target` for a file
    kMakeFolder,  // where there is none
    kSyncFolder,  // of the names in a folder
  };
  Kind kind = Kind::kSync;
  absl::string_view path;
  absl::string_view target = {};
  uint64_t offset = 0;
  absl::string_view bytes = {};
};

// Stands before every change that an embedded engine makes on its disk, so that a test can count
// changes and make them fail. Implementations are thread-safe.
class DiskGate {
 public:
  virtual ~DiskGate() = default;
  // An error: the change is not made, and fails with it.
  virtual absl::Status Enter(const DiskStep& step) = 0;
};

// Without a gate every change is let through.
inline absl::Status EnterGate(DiskGate* gate, const DiskStep& step) {
  return gate == nullptr ? absl::OkStatus() : gate->Enter(step);
}

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_DISK_GATE_H_
