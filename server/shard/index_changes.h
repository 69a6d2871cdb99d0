// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// IndexChanges: a long run of changes of an index, made by a thread of its own while the caller
// works out the next ones.
#ifndef WINNOW_SERVER_SHARD_INDEX_CHANGES_H_
#define WINNOW_SERVER_SHARD_INDEX_CHANGES_H_

#include <cstddef>
#include <thread>
#include <vector>

#include "server/selection/cell_index.h"
#include "server/shard/block_exchange.h"

namespace winnow::shard {

// Changes are made in the order of their calls. From the first call to the end of the destructor,
// which waits for all of them, nobody else may touch the index. For one thread.
class IndexChanges {
 public:
  explicit IndexChanges(selection::CellIndex& index);
  IndexChanges(const IndexChanges&) = delete;
  IndexChanges& operator=(const IndexChanges&) = delete;
  ~IndexChanges();

  void Insert(const selection::CellIndex::Entry& entry) { Add({entry, true}); }
  void Erase(selection::CandidateNo no) { Add({{.no = no}, false}); }

 private:
  struct Change {
    selection::CellIndex::Entry entry;
    bool insert = false;
  };
  using Block = std::vector<Change>;

  void Add(const Change& change);
  void Make();

  selection::CellIndex& index_;
  BlockExchange<Block> exchange_;
  Block block_;
  std::thread thread_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_INDEX_CHANGES_H_
