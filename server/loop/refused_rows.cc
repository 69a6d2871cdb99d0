// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/refused_rows.h"

#include <algorithm>
#include <map>
#include <utility>

namespace winnow::loop {

void RememberRows(const RowErrors& errors, storage::v1::RequestRecord* record) {
  std::map<std::pair<v1::ErrorReason, std::string>, storage::v1::RequestItemOutcome*> entries;
  for (const v1::RowError& error : errors) {
    storage::v1::RequestItemOutcome*& entry = entries[{error.reason(), error.field()}];
    if (entry != nullptr) {
      entry->add_further(error.index());
      continue;
    }
    entry = record->add_items();
    entry->set_index(error.index());
    entry->set_reason(error.reason());
    entry->set_field(error.field());
  }
}

std::vector<RefusedRow> RefusedRowsOf(const storage::v1::RequestRecord& record) {
  std::vector<RefusedRow> rows;
  for (const storage::v1::RequestItemOutcome& entry : record.items()) {
    rows.push_back({entry.index(), entry.reason(), entry.field()});
    for (const uint32_t index : entry.further())
      rows.push_back({index, entry.reason(), entry.field()});
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const RefusedRow& a, const RefusedRow& b) { return a.index < b.index; });
  return rows;
}

}  // namespace winnow::loop
