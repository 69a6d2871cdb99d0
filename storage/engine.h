// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_ENGINE_H_
#define WINNOW_STORAGE_ENGINE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace winnow::storage {

// A shard is a consistency group with one writer. The service decides in memory at the owner of a
// shard; the engine stores, orders and fences. It knows no SQL, no secondary index and no rule of
// the domain.
//
// Keys are bytes that begin with the shard (two bytes, big-endian) and a table byte (key.h); they
// are the same on every engine and order like unsigned bytes. Table 'a' holds the audit leaves and
// is written by the engine alone.
using ShardId = uint16_t;

struct Row {
  std::string key;
  std::string value;
};

// Who commits, and onto what.
struct Fence {
  ShardId shard = 0;
  uint64_t epoch = 0;         // the epoch under which the caller owns the shard
  uint64_t expected_seq = 0;  // the last seq of the shard that the caller knows
};

// One group of mutations of one shard. Each mutation has one leaf and one seq: leaf i gets
// expected_seq + 1 + i.
struct Commit {
  Fence fence;
  std::vector<Row> puts;
  std::vector<std::string> deletes;
  std::vector<std::string> leaves;  // opaque to the engine; at least one
  std::string head_note;            // the head of the audit chain after the last leaf
};

enum class Outcome {
  kCommitted,  // applied and durable
  kFenced,     // not applied: the shard has another owner or another last seq
  kRejected,   // surely not applied: malformed, over a limit, or not writable just now
  kUnknown,    // may or may not be there after the next open
};

struct CommitResult {
  Outcome outcome = Outcome::kUnknown;
  uint64_t last_seq = 0;  // last seq of the shard as far as this engine has acknowledged it
  absl::Status cause;     // OK exactly when committed; never holds a key or a value
};

// Keys from `begin` (inclusive) to `end` (exclusive). An empty begin is the start of the shard, an
// empty end its end.
struct KeyRange {
  std::string begin;
  std::string end;
};

// A page ends before it would exceed either limit, but always holds one row if there is one. Both
// are at least 1.
struct ScanLimits {
  size_t rows = 1000;
  size_t bytes = size_t{1} << 20;  // of keys and values
};

struct ScanPage {
  std::vector<Row> rows;
  std::string next_key;  // where the next page begins; empty when the range is done
};

struct Leaf {
  uint64_t seq = 0;
  std::string bytes;
};

// What a shard has come to.
struct ShardHead {
  uint64_t epoch = 0;
  uint64_t last_seq = 0;  // 0 before the first commit
  std::string head_note;  // of the last commit
};

// The limits of an engine. A commit beyond them is rejected before anything is written.
struct EngineCaps {
  size_t commit_bytes = 0;  // keys, values, leaves and note together
  size_t commit_ops = 0;    // puts, deletes and leaves together
  size_t key_bytes = 0;
  size_t value_bytes = 0;  // also of a leaf
  size_t max_note = 0;     // bytes of a head_note
};

// Rows of a range in key order, for rebuilds. Views hold until the next call. For one thread at a
// time; must not outlive the engine.
class BulkReader {
 public:
  virtual ~BulkReader() = default;
  // Steps to the next row, the first time to the first. False at the end of the range or on a
  // failure.
  virtual bool Next() = 0;
  virtual absl::string_view key() const = 0;
  virtual absl::string_view value() const = 0;
  // After Next() was false: OK when every row of the range was delivered.
  virtual absl::Status status() const = 0;
};

// The seam between the service and what stores its bytes. All methods may be called from any
// thread. One committer per shard at a time is the caller's promise; who breaks it is fenced.
//
// The contract. The conformance suite has a test for each sentence.
//   Commit
//   E1.1  A commit is atomic over its puts, deletes, leaves and head: no call sees a part of it, in
//         this life of the engine or in a later one.
//   E1.2  What was COMMITTED is there at every later open.
//   E1.3  A commit whose epoch or expected_seq is not the shard's is FENCED, writes nothing and
//         learns the shard's last seq.
//   E1.4  Leaf i of a commit is stored under seq expected_seq + 1 + i, and last_seq becomes that of
//         the last leaf.
//   E1.5  A commit that exceeds a limit, holds a key of another shard or of table 'a', names a key
//         twice or has no leaf is REJECTED, writes nothing, and leaves the engine as able as
//         before. This is judged before the fence.
//   E1.6  After an UNKNOWN the engine writes nothing more: every later well-formed commit of any
//         shard is UNKNOWN. Reads go on, with or without the commit in doubt.
//   E1.7  At the next open a commit that was UNKNOWN is there as a whole or not at all, and Head
//         tells which.
//   E1.8  Of several commits at once with the same fence exactly one is COMMITTED, and the others
//         are FENCED.
//   E1.9  Shards do not see each other: neither rows, nor leaves, nor seqs.
//   Reads
//   E1.10 Get answers in the order of its keys, with nullopt for a key that is not there, all as of
//         one moment.
//   E1.11 Scan delivers the rows of [begin, end) in key order within its limits, and the pages
//         together are complete. A page is as of one moment.
//   E1.12 A bulk reader delivers what a complete Scan would, all as of the moment it was opened.
//   E1.13 Neither Scan nor a bulk reader delivers leaves.
//   E1.14 ReadLeaves delivers leaves after_seq + 1 onwards without a gap, up to its limit. A
//         missing leaf is DATA_LOSS.
//   E1.15 A key or range outside the shard, of table 'a', or a zero limit is INVALID_ARGUMENT.
//   E1.16 A shard that the engine does not own is NOT_FOUND; a commit to it is REJECTED with that
//         cause.
//   E1.17 Keys (after their first three bytes) and values are arbitrary bytes, and an empty value
//         is a value.
//   Opens
//   E1.18 Every open of an embedded engine owns all its shards with a larger epoch, durable before
//         the open returns. Last seq and note stay.
//   E1.19 The number of shards of a database may grow from open to open, and never shrinks.
class Engine {
 public:
  virtual ~Engine() = default;

  virtual CommitResult Commit(const storage::Commit& commit) = 0;

  virtual absl::StatusOr<std::vector<std::optional<std::string>>> Get(
      ShardId shard, absl::Span<const std::string> keys) = 0;
  virtual absl::StatusOr<ScanPage> Scan(ShardId shard, const KeyRange& range,
                                        const ScanLimits& limits) = 0;
  virtual absl::StatusOr<std::vector<Leaf>> ReadLeaves(ShardId shard, uint64_t after_seq,
                                                       size_t limit) = 0;
  virtual absl::StatusOr<std::unique_ptr<BulkReader>> OpenBulk(ShardId shard,
                                                               const KeyRange& range) = 0;
  virtual absl::StatusOr<ShardHead> Head(ShardId shard) = 0;

  virtual EngineCaps Capabilities() const = 0;
};

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_ENGINE_H_
