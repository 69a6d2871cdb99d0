// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/attribute_columns.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"

namespace winnow::shard {
namespace {

constexpr size_t kKeyDigits = 16;

}  // namespace

void AttributeColumns::Declare(
    const google::protobuf::RepeatedPtrField<v1::AttributeSpec>& attributes, size_t candidates) {
  for (int i = static_cast<int>(attributes_.size()); i < attributes.size(); ++i) {
    attributes_.push_back(
        {attributes[i].key(), attributes[i].kind() == v1::ATTRIBUTE_KIND_KEYED_HASH});
    keys_.emplace_back().Resize(candidates);
  }
}

void AttributeColumns::Set(selection::CandidateNo no, const Values& values) {
  for (size_t i = 0; i < attributes_.size(); ++i) {
    if (keys_[i].size() <= no) keys_[i].Resize(size_t{no} + 1);
    uint64_t& key = keys_[i][no];
    key = 0;
    const auto it = values.find(attributes_[i].key);
    if (it == values.end()) continue;
    key = attributes_[i].keyed_hash ? KeyOfHash(it->second)
                                    : uint64_t{categories_.Intern(it->second)} + 1;
  }
}

uint64_t AttributeColumns::KeyOfHash(absl::string_view hex) {
  // A keyed hash is at least 16 hex digits: 64 bits tell keys apart as well as the whole does in
  // practice.
  uint64_t key = 0;
  if (!absl::SimpleHexAtoi(hex.substr(0, kKeyDigits), &key)) return 0;
  return key;
}

std::optional<uint32_t> AttributeColumns::FindKeyedHash(absl::string_view key) const {
  for (uint32_t i = 0; i < attributes_.size(); ++i) {
    if (attributes_[i].keyed_hash && attributes_[i].key == key) return i;
  }
  return std::nullopt;
}

std::string AttributeColumns::KeyText(size_t attribute, uint64_t key) const {
  if (attributes_[attribute].keyed_hash) return absl::StrFormat("%016x", key);
  return categories_.Text(static_cast<uint32_t>(key - 1));
}

void AttributeColumns::Write(selection::CandidateNo no, Values* out) const {
  for (size_t i = 0; i < attributes_.size(); ++i) {
    if (const uint64_t key = keys_[i][no]; key != 0) (*out)[attributes_[i].key] = KeyText(i, key);
  }
}

}  // namespace winnow::shard
