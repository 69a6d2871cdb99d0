// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// RequestLog: the request ids of the last 24 hours and what became of them (storage.md E4), so that
// a retry has one effect.
#ifndef WINNOW_SERVER_SHARD_REQUEST_LOG_H_
#define WINNOW_SERVER_SHARD_REQUEST_LOG_H_

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::shard {

// What names a call.
struct RequestKey {
  std::string principal;
  std::string method;
  std::string request_id;

  auto operator<=>(const RequestKey&) const = default;
  template <typename H>
  friend H AbslHashValue(H state, const RequestKey& key) {
    return H::combine(std::move(state), key.principal, key.method, key.request_id);
  }
};

// Not thread-safe.
class RequestLog {
 public:
  // How long a request id is remembered.
  static constexpr absl::Duration kLifetime = absl::Hours(24);
  // Stored bytes of a record, on average over those of a principal. Most have a tenth of that, some
  // name every row of a large request as refused.
  static constexpr size_t kMeanRecordBytes = 1024;

  explicit RequestLog(size_t per_principal) : per_principal_(per_principal) {}

  // The record of an earlier call, or nullptr. Valid until the next change.
  const storage::v1::RequestRecord* Find(const RequestKey& key) const;
  // Remembers a call. Rows must come in about the order of their times.
  void Add(const RequestKey& key, storage::v1::RequestRecord record);

  // A forgotten call, for the deletion of its row.
  struct Forgotten {
    RequestKey key;
    storage::v1::RequestRecord record;
  };
  // Forgets what is older than kLifetime, and the oldest of a principal above its share, of records
  // or of their bytes; at most `limit`.
  std::vector<Forgotten> Forget(absl::Time now, size_t limit);

 private:
  struct Principal {
    std::deque<RequestKey> order;
    size_t bytes = 0;  // of its records, stored
  };
  bool IsAboveShare(const Principal& principal) const {
    return principal.order.size() > per_principal_ ||
           principal.bytes > per_principal_ * kMeanRecordBytes;
  }

  size_t per_principal_;
  absl::flat_hash_map<RequestKey, storage::v1::RequestRecord> records_;
  absl::flat_hash_map<std::string, Principal> principals_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_REQUEST_LOG_H_
