// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/labeler_order.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace winnow::loop {

std::vector<uint64_t> LabelerKeys(const storage::v1::BatchRecord& record) {
  std::vector<uint64_t> keys;
  keys.reserve(static_cast<size_t>(record.items_size()));
  for (const storage::v1::SealedItem& item : record.items()) {
    uint64_t key = 0;
    for (size_t i = 0; i < sizeof(key) && i < item.hash().size(); ++i)
      key = key << 8 | static_cast<unsigned char>(item.hash()[i]);
    keys.push_back(key);
  }
  return keys;
}

std::vector<size_t> LabelerOrder(const std::vector<uint64_t>& keys) {
  std::vector<size_t> order(keys.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [&keys](size_t a, size_t b) { return std::pair(keys[a], a) < std::pair(keys[b], b); });
  return order;
}

}  // namespace winnow::loop
