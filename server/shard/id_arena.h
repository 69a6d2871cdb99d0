// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// IdArena: the bytes of candidate ids, one after the other.
#ifndef WINNOW_SERVER_SHARD_ID_ARENA_H_
#define WINNOW_SERVER_SHARD_ID_ARENA_H_

#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "absl/strings/string_view.h"

namespace winnow::shard {

// Ids of at most 255 bytes; what was added never moves. Not thread-safe.
class IdArena {
 public:
  // Copies `id` and returns where it stands.
  uint64_t Add(absl::string_view id) {
    if (used_ + id.size() > kChunk || chunks_.empty()) {
      chunks_.push_back(std::make_unique<char[]>(kChunk));
      used_ = 0;
    }
    std::memcpy(chunks_.back().get() + used_, id.data(), id.size());
    const uint64_t offset = (chunks_.size() - 1) * kChunk + used_;
    used_ += id.size();
    return offset;
  }

  absl::string_view At(uint64_t offset, size_t size) const {
    return absl::string_view(chunks_[offset / kChunk].get() + offset % kChunk, size);
  }

 private:
  static constexpr uint64_t kChunk = uint64_t{1} << 18;

  std::vector<std::unique_ptr<char[]>> chunks_;
  uint64_t used_ = 0;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_ID_ARENA_H_
