// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/contract_check.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "storage/key.h"

namespace winnow::storage {
namespace {

// Adds up a commit's bytes and meets each of its keys once.
class CommitCheck {
 public:
  CommitCheck(ShardId shard, const EngineCaps& caps) : shard_(shard), caps_(caps) {}

  absl::Status Key(absl::string_view what, size_t index, absl::string_view key) {
    if (key.size() > caps_.key_bytes) return TooLong(what, index, key.size(), caps_.key_bytes);
    if (!IsRowKey(shard_, key)) {
      return absl::InvalidArgumentError(absl::StrCat(what, " ", index, ": the key is not of shard ",
                                                     shard_,
                                                     " or belongs to the engine's own table"));
    }
    if (!seen_.insert(key).second) {
      return absl::InvalidArgumentError(
          absl::StrCat(what, " ", index, ": the commit names its key twice"));
    }
    bytes_ += key.size();
    return absl::OkStatus();
  }

  absl::Status Value(absl::string_view what, size_t index, absl::string_view value) {
    if (value.size() > caps_.value_bytes) {
      return TooLong(what, index, value.size(), caps_.value_bytes);
    }
    bytes_ += value.size();
    return absl::OkStatus();
  }

  size_t bytes() const { return bytes_; }

 private:
  static absl::Status TooLong(absl::string_view what, size_t index, size_t size, size_t limit) {
    return absl::InvalidArgumentError(
        absl::StrCat(what, " ", index, ": ", size, " bytes, the limit is ", limit));
  }

  ShardId shard_;
  const EngineCaps& caps_;
  absl::flat_hash_set<absl::string_view> seen_;
  size_t bytes_ = 0;
};

absl::Status CheckCounts(const Commit& commit, const EngineCaps& caps) {
  if (commit.leaves.empty()) return absl::InvalidArgumentError("the commit has no leaf");
  const size_t ops = commit.puts.size() + commit.deletes.size() + commit.leaves.size();
  if (ops > caps.commit_ops) {
    return absl::InvalidArgumentError(
        absl::StrCat("the commit has ", ops, " operations, the limit is ", caps.commit_ops));
  }
  if (commit.head_note.size() > caps.max_note) {
    return absl::InvalidArgumentError(absl::StrCat("head_note: ", commit.head_note.size(),
                                                   " bytes, the limit is ", caps.max_note));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckCommit(const Commit& commit, const EngineCaps& caps) {
  if (absl::Status status = CheckCounts(commit, caps); !status.ok()) return status;
  CommitCheck check(commit.fence.shard, caps);
  for (size_t i = 0; i < commit.puts.size(); ++i) {
    const Row& row = commit.puts[i];
    if (absl::Status status = check.Key("put", i, row.key); !status.ok()) return status;
    if (absl::Status status = check.Value("put", i, row.value); !status.ok()) return status;
  }
  for (size_t i = 0; i < commit.deletes.size(); ++i) {
    if (absl::Status status = check.Key("delete", i, commit.deletes[i]); !status.ok()) {
      return status;
    }
  }
  for (size_t i = 0; i < commit.leaves.size(); ++i) {
    if (absl::Status status = check.Value("leaf", i, commit.leaves[i]); !status.ok()) {
      return status;
    }
  }
  const size_t bytes = check.bytes() + commit.head_note.size();
  if (bytes > caps.commit_bytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("the commit has ", bytes, " bytes, the limit is ", caps.commit_bytes));
  }
  return absl::OkStatus();
}

absl::Status CheckKeys(ShardId shard, absl::Span<const std::string> keys) {
  for (size_t i = 0; i < keys.size(); ++i) {
    if (!IsRowKey(shard, keys[i])) {
      return absl::InvalidArgumentError(
          absl::StrCat("key ", i, " is not of shard ", shard, " or belongs to the engine's table"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckLimits(const ScanLimits& limits) {
  if (limits.rows > 0 && limits.bytes > 0) return absl::OkStatus();
  return absl::InvalidArgumentError("the limits of a scan must be at least 1");
}

absl::StatusOr<KeyRange> ResolveRange(ShardId shard, const KeyRange& range) {
  const std::string first{static_cast<char>(shard >> 8), static_cast<char>(shard & 0xff)};
  const std::string last = PrefixEnd(first);
  KeyRange resolved{range.begin.empty() ? first : range.begin,
                    range.end.empty() ? last : range.end};
  const auto outside = [&](const std::string& bound) {
    return !bound.empty() && (bound < first || (!last.empty() && bound > last));
  };
  if (outside(resolved.begin) || outside(resolved.end)) {
    return absl::InvalidArgumentError(absl::StrCat("the range is not inside shard ", shard));
  }
  if (resolved.begin.size() >= kKeyPrefixBytes && !IsRowKey(shard, resolved.begin)) {
    return absl::InvalidArgumentError("the range begins in the engine's own table");
  }
  return resolved;
}

absl::Status CheckLeaves(const std::vector<Leaf>& leaves, uint64_t after_seq, uint64_t last_seq,
                         size_t limit) {
  const uint64_t stored = last_seq > after_seq ? last_seq - after_seq : 0;
  const uint64_t owed = std::min<uint64_t>(stored, limit);
  for (uint64_t i = 0; i < owed; ++i) {
    const uint64_t seq = after_seq + 1 + i;
    if (i >= leaves.size() || leaves[i].seq != seq) {
      return absl::DataLossError(absl::StrCat("the audit leaf of seq ", seq, " is missing"));
    }
  }
  if (leaves.size() > owed) {
    return absl::DataLossError(
        absl::StrCat("there is an audit leaf beyond the last seq, which is ", last_seq));
  }
  return absl::OkStatus();
}

CommitResult Rejected(const ShardHead& head, absl::Status cause) {
  return CommitResult{Outcome::kRejected, head.last_seq, std::move(cause)};
}

CommitResult Fenced(const Fence& fence, const ShardHead& head) {
  return CommitResult{
      Outcome::kFenced, head.last_seq,
      absl::AbortedError(absl::StrCat("shard ", fence.shard, " is at epoch ", head.epoch, ", seq ",
                                      head.last_seq, "; the commit expected epoch ", fence.epoch,
                                      ", seq ", fence.expected_seq))};
}

CommitResult Unknown(const ShardHead& head, absl::Status cause) {
  return CommitResult{Outcome::kUnknown, head.last_seq, std::move(cause)};
}

absl::Status NotOwned(ShardId shard) {
  return absl::NotFoundError(absl::StrCat("this engine does not own shard ", shard));
}

}  // namespace winnow::storage
