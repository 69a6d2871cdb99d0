// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/request_recovery.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "storage/tables/request_table.h"

namespace winnow::shard {

absl::Status RecoverRequests(storage::Engine& engine, storage::ShardId shard, RequestLog& log,
                             absl::FunctionRef<void()> count) {
  std::vector<std::pair<RequestKey, storage::v1::RequestRecord>> requests;
  absl::Status status = storage::RequestTable::ScanAll(
      engine, shard, [&](const storage::RequestId& id, storage::v1::RequestRecord& record) {
        count();
        requests.emplace_back(RequestKey{id.principal, id.method, id.request_id},
                              std::move(record));
        return absl::OkStatus();
      });
  std::stable_sort(requests.begin(), requests.end(), [](const auto& a, const auto& b) {
    return std::pair(a.second.time().seconds(), a.second.time().nanos()) <
           std::pair(b.second.time().seconds(), b.second.time().nanos());
  });
  for (auto& [key, record] : requests) log.Add(key, std::move(record));
  return status;
}

}  // namespace winnow::shard
