// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_WRITE_SET_H_
#define WINNOW_STORAGE_WRITE_SET_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "storage/engine.h"

namespace winnow::storage {

// The rows that one commit changes. Each key has one fate, the last that it was given, so the set
// can take the changes of many mutations of a group commit one after the other. Not thread-safe.
class WriteSet {
 public:
  void Put(std::string key, std::string value);
  void Delete(std::string key);

  // Takes over the changes of a later set.
  void Merge(WriteSet later);

  bool empty() const { return fates_.empty(); }
  size_t ops() const { return fates_.size(); }
  // Of keys and values, as EngineCaps counts them.
  size_t bytes() const { return bytes_; }

  // Moves everything to the puts and deletes of a commit, in key order, and leaves the set empty.
  void MoveInto(Commit* commit);

 private:
  struct Fate {
    std::string key;
    std::optional<std::string> value;  // nullopt: deleted
  };

  static size_t BytesOf(const Fate& fate);
  void Set(std::string key, std::optional<std::string> value);

  // By key, each once. Keys mostly come in their order, and then cost no search.
  std::vector<Fate> fates_;
  size_t bytes_ = 0;
};

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_WRITE_SET_H_
