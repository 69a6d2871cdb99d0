// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/write_set.h"

#include <utility>

namespace winnow::storage {

void WriteSet::Put(std::string key, std::string value) { Set(std::move(key), std::move(value)); }

void WriteSet::Delete(std::string key) { Set(std::move(key), std::nullopt); }

void WriteSet::Merge(WriteSet later) {
  for (auto& [key, value] : later.fates_) Set(key, std::move(value));
}

void WriteSet::Set(std::string key, std::optional<std::string> value) {
  const size_t key_bytes = key.size();
  const auto [it, inserted] = fates_.try_emplace(std::move(key));
  if (inserted) bytes_ += key_bytes;
  if (it->second.has_value()) bytes_ -= it->second->size();
  if (value.has_value()) bytes_ += value->size();
  it->second = std::move(value);
}

void WriteSet::MoveInto(Commit* commit) {
  for (auto& [key, value] : fates_) {
    if (value.has_value()) {
      commit->puts.push_back(Row{key, *std::move(value)});
    } else {
      commit->deletes.push_back(key);
    }
  }
  fates_.clear();
  bytes_ = 0;
}

}  // namespace winnow::storage
