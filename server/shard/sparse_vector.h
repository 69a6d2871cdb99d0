// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// SparseVector: values by number, of which long stretches may be missing and cost nothing.
#ifndef WINNOW_SERVER_SHARD_SPARSE_VECTOR_H_
#define WINNOW_SERVER_SHARD_SPARSE_VECTOR_H_

#include <cstddef>
#include <memory>
#include <vector>

namespace winnow::shard {

// Chunks of 2^kShift elements, each made with value-initialized elements when one of its elements
// is first written. Not thread-safe.
template <typename T, int kShift = 9>
class SparseVector {
 public:
  // The element, or nullptr where none of its chunk was written.
  const T* Find(size_t i) const {
    const size_t chunk = i >> kShift;
    return chunk < chunks_.size() && chunks_[chunk] != nullptr ? &chunks_[chunk][i & kMask]
                                                               : nullptr;
  }

  T& At(size_t i) {
    const size_t chunk = i >> kShift;
    if (chunk >= chunks_.size()) chunks_.resize(chunk + 1);
    if (chunks_[chunk] == nullptr) chunks_[chunk] = std::make_unique<T[]>(kMask + 1);
    return chunks_[chunk][i & kMask];
  }

 private:
  static constexpr size_t kMask = (size_t{1} << kShift) - 1;

  std::vector<std::unique_ptr<T[]>> chunks_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_SPARSE_VECTOR_H_
