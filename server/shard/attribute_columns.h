// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// AttributeColumns: the declared attributes of a queue's candidates, 8 bytes each, as draws compare
// them (selection.md S6).
#ifndef WINNOW_SERVER_SHARD_ATTRIBUTE_COLUMNS_H_
#define WINNOW_SERVER_SHARD_ATTRIBUTE_COLUMNS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "google/protobuf/map.h"
#include "server/selection/chunked_vector.h"
#include "server/selection/types.h"
#include "server/shard/interner.h"
#include "winnow/v1/queue.pb.h"

namespace winnow::shard {

// Attributes are named by their place in the queue's declaration. Not thread-safe.
class AttributeColumns {
 public:
  using Values = google::protobuf::Map<std::string, std::string>;

  // Attributes that the queue declares, with room for `candidates`; later calls may add some at the
  // end.
  void Declare(const google::protobuf::RepeatedPtrField<v1::AttributeSpec>& attributes,
               size_t candidates);
  // Overwrites the attributes of `no`. Those that are not declared are passed over.
  void Set(selection::CandidateNo no, const Values& values);

  // Diversity key of an attribute: 0 means none.
  uint64_t Key(selection::CandidateNo no, size_t attribute) const { return keys_[attribute][no]; }
  // Fetches the keys of a candidate into the cache.
  void Prefetch(selection::CandidateNo no) const {
    for (const auto& keys : keys_) __builtin_prefetch(&keys[no]);
  }
  // A key of an attribute as Write shows it.
  std::string KeyText(size_t attribute, uint64_t key) const;
  // The attribute of that key when it names persons: a keyed hash.
  std::optional<uint32_t> FindKeyedHash(absl::string_view key) const;
  // A keyed hash as sent, or as KeyText gives it, in the form of Key.
  static uint64_t KeyOfHash(absl::string_view hex);
  // Categories as sent, keyed hashes as their first 16 digits.
  void Write(selection::CandidateNo no, Values* out) const;

  // All categories of all attributes.
  const Interner& categories() const { return categories_; }

 private:
  struct Attribute {
    std::string key;
    bool keyed_hash;
  };

  std::vector<Attribute> attributes_;
  std::vector<selection::ChunkedVector<uint64_t>> keys_;  // by attribute, then candidate
  Interner categories_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_ATTRIBUTE_COLUMNS_H_
