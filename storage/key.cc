// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/key.h"

#include "storage/byte_order.h"

namespace winnow::storage {
namespace {

constexpr char kEscape = '\x00';
constexpr char kEscapedZero = '\xff';
constexpr char kTerminator = '\x01';

}  // namespace

KeyBuilder::KeyBuilder(ShardId shard, Table table) {
  AppendBigEndian(shard, &key_);
  key_.push_back(static_cast<char>(table));
}

KeyBuilder& KeyBuilder::Byte(char value) {
  key_.push_back(value);
  return *this;
}

KeyBuilder& KeyBuilder::U32(uint32_t value) {
  AppendBigEndian(value, &key_);
  return *this;
}

KeyBuilder& KeyBuilder::U64(uint64_t value) {
  AppendBigEndian(value, &key_);
  return *this;
}

KeyBuilder& KeyBuilder::String(absl::string_view value) {
  for (const char byte : value) {
    key_.push_back(byte);
    if (byte == kEscape) key_.push_back(kEscapedZero);
  }
  key_.push_back(kEscape);
  key_.push_back(kTerminator);
  return *this;
}

KeyReader::KeyReader(absl::string_view key) : rest_(key) {
  shard_ = ParseBigEndian<ShardId>(Take(sizeof(ShardId)));
  table_ = static_cast<Table>(Byte());
}

absl::string_view KeyReader::Take(size_t bytes) {
  if (!ok_ || rest_.size() < bytes) {
    ok_ = false;
    return {};
  }
  const absl::string_view taken = rest_.substr(0, bytes);
  rest_.remove_prefix(bytes);
  return taken;
}

char KeyReader::Byte() {
  const absl::string_view taken = Take(1);
  return taken.empty() ? '\0' : taken[0];
}

uint32_t KeyReader::U32() { return ParseBigEndian<uint32_t>(Take(sizeof(uint32_t))); }

uint64_t KeyReader::U64() { return ParseBigEndian<uint64_t>(Take(sizeof(uint64_t))); }

std::string KeyReader::String() {
  std::string value;
  while (ok_) {
    const char byte = Byte();
    if (byte != kEscape) {
      value.push_back(byte);
      continue;
    }
    const char second = Byte();
    if (ok_ && second == kTerminator) return value;
    if (second != kEscapedZero) ok_ = false;
    value.push_back(kEscape);
  }
  return "";
}

absl::Status KeyReader::Finish() const {
  if (!ok_) return absl::DataLossError("a stored key is malformed; restore the newest backup");
  if (!rest_.empty())
    return absl::DataLossError(
        "a stored key has bytes after its last component; restore the newest backup");
  return absl::OkStatus();
}

std::string PrefixEnd(absl::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xff') end.pop_back();
  if (!end.empty()) ++end.back();
  return end;
}

KeyRange PrefixRange(absl::string_view prefix) {
  return KeyRange{std::string(prefix), PrefixEnd(prefix)};
}

KeyRange TableRange(ShardId shard, Table table) {
  return PrefixRange(KeyBuilder(shard, table).Take());
}

bool IsRowKey(ShardId shard, absl::string_view key) {
  if (key.size() < kKeyPrefixBytes) return false;
  const KeyReader reader(key);
  return reader.shard() == shard && reader.table() != Table::kLeaf;
}

std::string LeafKey(ShardId shard, uint64_t seq) {
  return KeyBuilder(shard, Table::kLeaf).U64(seq).Take();
}

}  // namespace winnow::storage
