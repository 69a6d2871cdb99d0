// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/byte_search.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace winnow::storage {
namespace {

template <typename Integer>
Integer Load(const char* bytes) {
  Integer value;
  std::memcpy(&value, bytes, sizeof(value));
  return value;
}

}  // namespace

absl::StatusOr<ByteSearch> ByteSearch::Make(std::vector<std::string> strings) {
  if (strings.empty() || strings.size() > kMaxStrings) {
    return absl::InvalidArgumentError(
        absl::StrCat("give 1 to ", kMaxStrings, " strings to look for"));
  }
  ByteSearch search;
  for (size_t i = 0; i < strings.size(); ++i) {
    const std::string& text = strings[i];
    if (text.size() < kMinBytes || text.size() > kMaxBytes) {
      return absl::InvalidArgumentError(absl::StrCat("string ", i + 1, " has ", text.size(),
                                                     " bytes; it must have ", kMinBytes, " to ",
                                                     kMaxBytes));
    }
    search.starts_.set(Load<uint16_t>(text.data()));
    search.by_start_[Load<uint32_t>(text.data())].push_back(i);
    search.longest_ = std::max(search.longest_, text.size());
  }
  search.strings_ = std::move(strings);
  return search;
}

void ByteSearch::Visit(absl::string_view text, size_t known, Visitor visit) const {
  for (size_t at = 0; at + kMinBytes <= text.size(); ++at) {
    if (!starts_.test(Load<uint16_t>(text.data() + at))) continue;
    const auto found = by_start_.find(Load<uint32_t>(text.data() + at));
    if (found == by_start_.end()) continue;
    for (const size_t i : found->second) {
      const bool fresh = at + strings_[i].size() > known;
      if (fresh && absl::StartsWith(text.substr(at), strings_[i])) visit(at, i);
    }
  }
}

void ByteSearchStream::Feed(absl::string_view piece, ByteSearch::Visitor visit) {
  const size_t known = window_.size();
  window_.append(piece.data(), piece.size());
  search_.Visit(window_, known, [&](uint64_t at, size_t string) { visit(offset_ + at, string); });
  const size_t kept = std::min(window_.size(), search_.longest() - 1);
  offset_ += window_.size() - kept;
  window_.erase(0, window_.size() - kept);
}

void ByteSearchStream::Restart() {
  window_.clear();
  offset_ = 0;
}

}  // namespace winnow::storage
