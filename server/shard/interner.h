// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Interner: small numbers for strings that repeat (sources, scopes, slices, releases).
#ifndef WINNOW_SERVER_SHARD_INTERNER_H_
#define WINNOW_SERVER_SHARD_INTERNER_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace winnow::shard {

// Numbers count from 0 in order of first sight and stay for the life of the interner. Not
// thread-safe.
class Interner {
 public:
  // The number of `text`, given now if it is new.
  uint32_t Intern(absl::string_view text) {
    // Rows of one stream mostly repeat the row before.
    if (!texts_.empty() && text == texts_[last_]) return last_;
    if (const auto it = numbers_.find(text); it != numbers_.end()) return last_ = it->second;
    last_ = static_cast<uint32_t>(texts_.size());
    texts_.emplace_back(text);
    numbers_.emplace(texts_.back(), last_);
    return last_;
  }

  std::optional<uint32_t> Find(absl::string_view text) const {
    const auto it = numbers_.find(text);
    if (it == numbers_.end()) return std::nullopt;
    return it->second;
  }

  const std::string& Text(uint32_t number) const { return texts_[number]; }
  size_t size() const { return texts_.size(); }

 private:
  std::deque<std::string> texts_;  // a deque, because the map's keys point into it
  absl::flat_hash_map<absl::string_view, uint32_t> numbers_;
  uint32_t last_ = 0;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_INTERNER_H_
