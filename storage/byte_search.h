// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_BYTE_SEARCH_H_
#define WINNOW_STORAGE_BYTE_SEARCH_H_

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace winnow::storage {

// A set of strings that is looked for all at once. Thread-safe.
class ByteSearch {
 public:
  static constexpr size_t kMinBytes = 4;  // shorter ones are everywhere by chance
  static constexpr size_t kMaxBytes = size_t{64} << 10;
  static constexpr size_t kMaxStrings = 100'000;

  // Where a string begins, and its number in the order that Make got.
  using Visitor = absl::FunctionRef<void(uint64_t offset, size_t string)>;

  // INVALID_ARGUMENT for no string, too many, or one outside the limits above.
  static absl::StatusOr<ByteSearch> Make(std::vector<std::string> strings);

  // Visits every place in `text` that ends after its first `known` bytes.
  void Visit(absl::string_view text, size_t known, Visitor visit) const;

  size_t longest() const { return longest_; }

 private:
  ByteSearch() = default;

  std::vector<std::string> strings_;
  std::bitset<size_t{1} << 16> starts_;  // the first two bytes of each string
  absl::flat_hash_map<uint32_t, std::vector<size_t>> by_start_;  // under their first four bytes
  size_t longest_ = 0;
};

// Looks through bytes that come in pieces, and holds no more of them than the longest string. Not
// thread-safe; the search must outlive it.
class ByteSearchStream {
 public:
  explicit ByteSearchStream(const ByteSearch& search) : search_(search) {}

  // Visits the places that end in this piece; offsets count from the first piece.
  void Feed(absl::string_view piece, ByteSearch::Visitor visit);
  // Begins anew: nothing reaches over this call.
  void Restart();

 private:
  const ByteSearch& search_;
  std::string window_;
  uint64_t offset_ = 0;  // of the window
};

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_BYTE_SEARCH_H_
