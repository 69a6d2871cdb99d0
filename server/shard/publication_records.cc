// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/publication_records.h"

#include <algorithm>

#include "absl/types/span.h"

namespace winnow::shard {
namespace {

constexpr size_t kPlacesPerPart = 65'536;

absl::Span<const uint32_t> PlacesOf(const disclosure::Publication& publication, size_t begin) {
  const absl::Span<const uint32_t> places = publication.places;
  return begin < places.size() ? places.subspan(begin, kPlacesPerPart)
                               : absl::Span<const uint32_t>();
}

storage::v1::PublicationRecord RowsOf(const disclosure::Publication& publication) {
  storage::v1::PublicationRecord record;
  for (const disclosure::Row& row : publication.rows) {
    storage::v1::PublishedRow& stored = *record.add_rows();
    stored.set_slice(row.slice);
    stored.set_as_of_us(row.as_of_us);
    stored.set_withdrawn(row.withdrawn);
    for (const disclosure::ShownCount& shown : row.counts) {
      storage::v1::PublishedCount& count = *stored.add_counts();
      count.set_cells(shown.cells);
      count.set_candidates(shown.candidates);
    }
  }
  if (publication.oldest_available_us.has_value())
    record.set_oldest_available_us(*publication.oldest_available_us);
  return record;
}

// Every cell is in one count, or none is shown.
bool IsWhole(const storage::v1::PublishedRow& row) {
  uint32_t seen = 0;
  for (const storage::v1::PublishedCount& count : row.counts()) {
    if (count.cells() == 0 || (seen & count.cells()) != 0) return false;
    seen |= count.cells();
  }
  return row.counts().empty() || seen == (1u << disclosure::kCells) - 1;
}

bool AddRows(const storage::v1::PublicationRecord& record, disclosure::Publication& publication) {
  if (record.rows().empty()) return false;
  publication.rows.clear();
  for (const storage::v1::PublishedRow& stored : record.rows()) {
    if (!IsWhole(stored)) return false;
    disclosure::Row& row = publication.rows.emplace_back();
    row.slice = stored.slice();
    row.as_of_us = stored.as_of_us();
    row.withdrawn = stored.withdrawn();
    for (const storage::v1::PublishedCount& count : stored.counts())
      row.counts.push_back({static_cast<disclosure::CellSet>(count.cells()), count.candidates()});
  }
  if (record.has_oldest_available_us())
    publication.oldest_available_us = record.oldest_available_us();
  return true;
}

}  // namespace

std::map<uint32_t, storage::v1::PublicationRecord> ChangedParts(
    const disclosure::Publication& last, const disclosure::Publication& next) {
  std::map<uint32_t, storage::v1::PublicationRecord> parts = {{0, RowsOf(next)}};
  for (size_t begin = 0; begin < next.places.size(); begin += kPlacesPerPart) {
    const absl::Span<const uint32_t> places = PlacesOf(next, begin);
    if (places == PlacesOf(last, begin)) continue;
    storage::v1::PublicationRecord& record =
        parts[static_cast<uint32_t>(begin / kPlacesPerPart + 1)];
    record.mutable_places()->Add(places.begin(), places.end());
  }
  return parts;
}

bool AddPart(uint32_t part, const storage::v1::PublicationRecord& record,
             disclosure::Publication& publication) {
  if (part == 0) return AddRows(record, publication);
  if (publication.places.size() != (part - 1) * kPlacesPerPart) return false;
  const size_t end = 1 + publication.rows.size() * disclosure::kCells;
  publication.places.insert(publication.places.end(), record.places().begin(),
                            record.places().end());
  return std::all_of(record.places().begin(), record.places().end(),
                     [&](uint32_t place) { return place < end; });
}

}  // namespace winnow::shard
