// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/published_counts.h"

#include <algorithm>
#include <set>
#include <utility>

#include "server/access/methods.h"
#include "server/loop/proto_time.h"

namespace winnow::loop {
namespace {

using disclosure::Cell;

constexpr std::pair<Cell, v1::CountKind> kShown[] = {{Cell::kAvailable, v1::COUNT_KIND_AVAILABLE},
                                                     {Cell::kLeased, v1::COUNT_KIND_LEASED},
                                                     {Cell::kLabeled, v1::COUNT_KIND_LABELED}};

// What the row hides.
std::set<v1::CountKind> HiddenOf(const disclosure::Row* row) {
  std::set<v1::CountKind> hidden;
  for (const auto& [cell, kind] : kShown) {
    if (row == nullptr || !row->Count(cell).has_value()) hidden.insert(kind);
  }
  if (row == nullptr || !row->Total().has_value()) hidden.insert(v1::COUNT_KIND_CANDIDATES);
  return hidden;
}

uint64_t CountOf(const disclosure::Row* row, Cell cell) {
  return row == nullptr ? 0 : row->Count(cell).value_or(0);
}

void SetCounts(const disclosure::Row* row, v1::Slice* slice) {
  slice->set_eligible(CountOf(row, Cell::kAvailable));
  slice->set_leased(CountOf(row, Cell::kLeased));
  slice->set_labeled(CountOf(row, Cell::kLabeled));
  slice->set_candidates(row == nullptr ? 0 : row->Total().value_or(0));
  for (const v1::CountKind kind : HiddenOf(row)) slice->add_hidden(kind);
  if (row != nullptr && row->Total().has_value())
    *slice->mutable_as_of_time() = TimestampFromMicros(row->as_of_us);
}

}  // namespace

bool SeesLiveCounts(const Caller& caller, const shard::QueueState& queue) {
  return shard::MinCellSubjects(queue.record.queue()) == 1 ||
         access::MayReadRows(queue.record.queue_id(), caller.grants);
}

PublishedCounts::PublishedCounts(const shard::QueueState& queue)
    : queue_(queue), publication_(*queue.publication) {
  for (size_t row = 1; row < publication_.rows.size(); ++row)
    rows_[publication_.rows[row].slice] = &publication_.rows[row];
}

const disclosure::Row* PublishedCounts::RowOf(selection::SliceNo no) const {
  const auto row = rows_.find(queue_.candidates.dictionaries().slices.Text(no));
  return row == rows_.end() ? nullptr : row->second;
}

void PublishedCounts::Apply(selection::SliceNo no, v1::Slice* slice) const {
  SetCounts(RowOf(no), slice);
}

void PublishedCounts::Fill(v1::QueueStatusResponse* response) const {
  const disclosure::Row& others = publication_.rows.front();
  std::set<v1::CountKind> hidden;
  const size_t slices = queue_.candidates.dictionaries().slices.size();
  bool all_have_rows = true;
  for (selection::SliceNo no = 0; no < slices; ++no) all_have_rows &= RowOf(no) != nullptr;
  if (!all_have_rows) hidden = HiddenOf(&others);
  int64_t as_of_us = 0;
  v1::Slice sums;
  for (const disclosure::Row& row : publication_.rows) {
    if (!row.Total().has_value()) continue;
    v1::Slice counts;
    SetCounts(&row, &counts);
    sums.set_candidates(sums.candidates() + counts.candidates());
    sums.set_eligible(sums.eligible() + counts.eligible());
    sums.set_leased(sums.leased() + counts.leased());
    sums.set_labeled(sums.labeled() + counts.labeled());
    for (const int kind : counts.hidden()) hidden.insert(static_cast<v1::CountKind>(kind));
    as_of_us = as_of_us == 0 ? row.as_of_us : std::min(as_of_us, row.as_of_us);
  }
  response->set_candidates(sums.candidates());
  response->set_available(sums.eligible());
  response->set_leased(sums.leased());
  response->set_labeled(sums.labeled());
  for (const v1::CountKind kind : hidden) response->add_hidden(kind);
  if (as_of_us != 0) *response->mutable_as_of_time() = TimestampFromMicros(as_of_us);
  if (publication_.oldest_available_us.has_value()) {
    *response->mutable_oldest_available_time() =
        TimestampFromMicros(*publication_.oldest_available_us);
  }
  if (!all_have_rows) SetCounts(&others, response->mutable_other_slices());
}

}  // namespace winnow::loop
