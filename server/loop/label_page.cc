// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/label_page.h"

#include <optional>

#include "absl/strings/escaping.h"
#include "server/loop/paging.h"
#include "server/shard/tables.h"
#include "storage/key.h"

namespace winnow::loop {
namespace {

constexpr size_t kLabelsPerPage = 10'000;

// All labels of a queue.
storage::KeyRange RangeOf(storage::ShardId shard, uint32_t queue_no) {
  return storage::PrefixRange(
      storage::KeyBuilder(shard, storage::Table::kLabel).U32(queue_no).Take());
}

}  // namespace

absl::StatusOr<LabelPage> ReadLabelPage(shard::Shard& shard, const LabelQuery& query) {
  storage::KeyRange range = RangeOf(shard.id(), query.queue_no);
  if (!query.token.empty()) {
    const std::string after = absl::HexStringToBytes(query.token);
    if (after <= range.begin || after >= range.end) return PageTokenInvalid();
    // The key after it.
    range.begin = after + '\0';
  }
  LabelPage page;
  std::string last;
  size_t passed = 0;
  const absl::Status full = absl::CancelledError("the page is full");
  const absl::Status status = storage::LabelTable::ScanRange(
      shard.engine(), shard.id(), range,
      [&](const storage::LabelId& id, storage::v1::LabelRecord& record) {
        if (page.labels.size() == query.rows || passed == kLabelsPerPage) return full;
        ++passed;
        last = storage::LabelTable::Key(shard.id(), id);
        if (query.rubric.empty() || query.rubric == record.label().rubric()) {
          page.labels.emplace_back(static_cast<shard::CandidateNo>(id.arrival),
                                   std::move(*record.mutable_label()));
        }
        return absl::OkStatus();
      });
  if (status == full) {
    page.next_token = absl::BytesToHexString(last);
  } else if (!status.ok()) {
    return status;
  }
  return page;
}

}  // namespace winnow::loop
