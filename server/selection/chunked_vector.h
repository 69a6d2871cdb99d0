// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ChunkedVector: a vector that grows without moving what it holds, so that no single insertion pays
// for millions.
#ifndef WINNOW_SERVER_SELECTION_CHUNKED_VECTOR_H_
#define WINNOW_SERVER_SELECTION_CHUNKED_VECTOR_H_

#include <cstddef>
#include <memory>
#include <vector>

namespace winnow::selection {

// Chunks of 2^kShift elements, each made with value-initialized elements. Not thread-safe.
template <typename T, int kShift = 14>
class ChunkedVector {
 public:
  T& operator[](size_t i) { return chunks_[i >> kShift][i & kMask]; }
  const T& operator[](size_t i) const { return chunks_[i >> kShift][i & kMask]; }
  size_t size() const { return size_; }

  // Appends a value-initialized element and returns it.
  T& Append() {
    Resize(size_ + 1);
    return (*this)[size_ - 1];
  }

  // Grows to `size` with value-initialized elements; never shrinks.
  void Resize(size_t size) {
    while (chunks_.size() << kShift < size) chunks_.push_back(std::make_unique<T[]>(kMask + 1));
    if (size > size_) size_ = size;
  }

 private:
  static constexpr size_t kMask = (size_t{1} << kShift) - 1;

  std::vector<std::unique_ptr<T[]>> chunks_;
  size_t size_ = 0;
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_CHUNKED_VECTOR_H_
