// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/label_page.h"

#include <optional>

#include "absl/strings/escaping.h"
#include "server/loop/paging.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

// How many labels one page passes over.
constexpr size_t kLabelsPerPage = 10'000;

}  // namespace

absl::StatusOr<LabelPage> ReadLabelPage(shard::Shard& shard, const LabelQuery& query) {
  storage::KeyRange range = storage::LabelTable::QueueRange(shard.id(), query.queue_no);
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
