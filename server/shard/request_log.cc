// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/request_log.h"

#include <utility>

namespace winnow::shard {

const storage::v1::RequestRecord* RequestLog::Find(const RequestKey& key) const {
  const auto it = records_.find(key);
  return it == records_.end() ? nullptr : &it->second;
}

void RequestLog::Add(const RequestKey& key, storage::v1::RequestRecord record) {
  Principal& principal = principals_[key.principal];
  principal.bytes += record.ByteSizeLong();
  const auto [it, fresh] = records_.try_emplace(key);
  if (fresh) principal.order.push_back(key);
  principal.bytes -= it->second.ByteSizeLong();
  it->second = std::move(record);
}

std::vector<RequestLog::Forgotten> RequestLog::Forget(absl::Time now, size_t limit) {
  std::vector<Forgotten> forgotten;
  for (auto& [name, principal] : principals_) {
    while (!principal.order.empty() && forgotten.size() < limit) {
      const auto it = records_.find(principal.order.front());
      const absl::Time time = absl::FromUnixSeconds(it->second.time().seconds()) +
                              absl::Nanoseconds(it->second.time().nanos());
      if (!IsAboveShare(principal) && time + kLifetime > now) break;
      principal.bytes -= it->second.ByteSizeLong();
      forgotten.push_back({it->first, std::move(it->second)});
      records_.erase(it);
      principal.order.pop_front();
    }
  }
  return forgotten;
}

}  // namespace winnow::shard
