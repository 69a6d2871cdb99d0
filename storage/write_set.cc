// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/write_set.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace winnow::storage {

void WriteSet::Put(std::string key, std::string value) { Set(std::move(key), std::move(value)); }

void WriteSet::Delete(std::string key) { Set(std::move(key), std::nullopt); }

void WriteSet::Merge(WriteSet later) {
  if (fates_.empty()) return std::swap(*this, later);
  std::vector<Fate> merged;
  merged.reserve(fates_.size() + later.fates_.size());
  auto mine = fates_.begin();
  for (Fate& fate : later.fates_) {
    for (; mine != fates_.end() && mine->key < fate.key; ++mine) merged.push_back(std::move(*mine));
    if (mine != fates_.end() && mine->key == fate.key) bytes_ -= BytesOf(*mine++);
    merged.push_back(std::move(fate));
  }
  std::move(mine, fates_.end(), std::back_inserter(merged));
  fates_ = std::move(merged);
  bytes_ += later.bytes_;
}

void WriteSet::Set(std::string key, std::optional<std::string> value) {
  Fate fate{std::move(key), std::move(value)};
  bytes_ += BytesOf(fate);
  if (fates_.empty() || fates_.back().key < fate.key) return fates_.push_back(std::move(fate));
  const auto place =
      std::lower_bound(fates_.begin(), fates_.end(), fate.key,
                       [](const Fate& known, const std::string& k) { return known.key < k; });
  if (place->key == fate.key) {
    bytes_ -= BytesOf(*place);
    *place = std::move(fate);
  } else {
    fates_.insert(place, std::move(fate));
  }
}

size_t WriteSet::BytesOf(const Fate& fate) {
  return fate.key.size() + (fate.value.has_value() ? fate.value->size() : 0);
}

void WriteSet::MoveInto(Commit* commit) {
  for (Fate& fate : fates_) {
    if (fate.value.has_value()) {
      commit->puts.push_back(Row{std::move(fate.key), *std::move(fate.value)});
    } else {
      commit->deletes.push_back(std::move(fate.key));
    }
  }
  fates_.clear();
  bytes_ = 0;
}

}  // namespace winnow::storage
