// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/index_changes.h"

#include <tuple>

namespace winnow::shard {
namespace {

constexpr size_t kBlockChanges = 512;
constexpr size_t kBlocksAhead = 8;

}  // namespace

IndexChanges::IndexChanges(selection::CellIndex& index)
    : index_(index), exchange_(kBlocksAhead), thread_([this] { Make(); }) {}

IndexChanges::~IndexChanges() {
  if (!block_.empty()) std::ignore = exchange_.Push(block_);
  exchange_.Close();
  thread_.join();
}

void IndexChanges::Add(const Change& change) {
  block_.push_back(change);
  if (block_.size() < kBlockChanges) return;
  std::ignore = exchange_.Push(block_);
  block_.clear();
}

void IndexChanges::Make() {
  Block block;
  while (exchange_.Pop(block)) {
    for (const Change& change : block) {
      if (change.insert) {
        index_.Insert(change.entry);
      } else {
        index_.Erase(change.entry.no);
      }
    }
  }
}

}  // namespace winnow::shard
