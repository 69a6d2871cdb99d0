// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/candidate_scan.h"

#include <array>
#include <memory>
#include <thread>
#include <utility>

#include "google/protobuf/arena.h"
#include "server/selection/stable_hash.h"
#include "server/shard/block_exchange.h"
#include "server/shard/candidate_columns.h"

namespace winnow::shard {
namespace {

constexpr size_t kReaders = 2;
constexpr size_t kBlockRows = 256;
// A reader is ahead by most of a part while the rows of the other one are visited.
constexpr size_t kBlocksAhead = 32;
// Of the records of a block; those that do not fit take memory of their own.
constexpr size_t kBlockBytes = size_t{256} << 10;

// Rows of one part, and their records in memory that is made once and used again.
class Block {
 public:
  Block() : memory_(std::make_unique_for_overwrite<char[]>(kBlockBytes)) {
    google::protobuf::ArenaOptions options;
    options.initial_block = memory_.get();
    options.initial_block_size = kBlockBytes;
    arena_ = std::make_unique<google::protobuf::Arena>(options);
  }

  storage::v1::CandidateRecord* NewRecord() {
    return google::protobuf::Arena::CreateMessage<storage::v1::CandidateRecord>(arena_.get());
  }
  void Clear() {
    rows.clear();
    last = false;
    arena_->Reset();
  }

  std::vector<StoredCandidate> rows;
  bool last = false;  // of its part
  absl::Status end;   // of the last: how the part ended

 private:
  std::unique_ptr<char[]> memory_;
  std::unique_ptr<google::protobuf::Arena> arena_;
};

// One of the threads that read ahead, with the parts that are its own, in order.
class Reader {
 public:
  Reader(storage::Engine& engine, storage::ShardId shard, std::vector<storage::KeyRange> parts)
      : engine_(engine),
        shard_(shard),
        parts_(std::move(parts)),
        exchange_(kBlocksAhead),
        thread_([this] { Run(); }) {}
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() {
    exchange_.GiveUp();
    thread_.join();
  }

  // Visits the rows of the next part.
  absl::Status Visit(absl::FunctionRef<absl::Status(const StoredCandidate&)> visit) {
    bool last = false;
    while (!last && exchange_.Pop(visited_)) {
      for (const StoredCandidate& row : visited_->rows) {
        if (absl::Status status = visit(row); !status.ok()) return status;
      }
      last = visited_->last;
    }
    return last ? visited_->end : absl::OkStatus();
  }

 private:
  void Run() {
    bool wanted = true;
    for (size_t i = 0; wanted && i < parts_.size(); ++i) {
      absl::Status end = Read(parts_[i]);
      block_->last = true;
      wanted = end.ok();
      block_->end = std::move(end);
      wanted &= Push();
    }
    exchange_.Close();
  }

  absl::Status Read(const storage::KeyRange& part) {
    return storage::CandidateTable::ScanInto(
        engine_, {shard_, part}, [&] { return block_->NewRecord(); },
        [&](const storage::QueueRowId& id, storage::v1::CandidateRecord& record) {
          block_->rows.push_back({id, &record,
                                  selection::StaticIdHash(record.candidate().candidate_id()),
                                  MarksOf(record.candidate())});
          if (block_->rows.size() < kBlockRows || Push()) return absl::OkStatus();
          return absl::CancelledError("the rows are not wanted any more");
        });
  }

  bool Push() {
    const bool wanted = exchange_.Push(block_);
    if (block_ == nullptr) block_ = std::make_unique<Block>();
    block_->Clear();
    return wanted;
  }

  storage::Engine& engine_;
  const storage::ShardId shard_;
  const std::vector<storage::KeyRange> parts_;
  BlockExchange<std::unique_ptr<Block>> exchange_;
  std::unique_ptr<Block> block_ = std::make_unique<Block>();  // being read
  std::unique_ptr<Block> visited_;
  std::thread thread_;
};

}  // namespace

absl::Status ScanCandidates(storage::Engine& engine, storage::ShardId shard,
                            const std::vector<std::string>& borders,
                            absl::FunctionRef<absl::Status(const StoredCandidate&)> visit) {
  std::array<std::vector<storage::KeyRange>, kReaders> parts;
  storage::KeyRange rest = storage::CandidateTable::Range(shard);
  for (size_t i = 0; i < borders.size(); ++i) {
    parts[i % kReaders].push_back({rest.begin, borders[i]});
    rest.begin = borders[i];
  }
  parts[borders.size() % kReaders].push_back(rest);
  std::array<std::unique_ptr<Reader>, kReaders> readers;
  for (size_t i = 0; i < kReaders; ++i)
    readers[i] = std::make_unique<Reader>(engine, shard, std::move(parts[i]));
  for (size_t i = 0; i <= borders.size(); ++i) {
    absl::Status status = readers[i % kReaders]->Visit(visit);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace winnow::shard
