// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/removal/removal_trace.h"

#include <set>
#include <utility>

#include "absl/strings/strip.h"
#include "server/loop/manifest.h"

namespace winnow::loop {
namespace {

bool IsWanted(const std::vector<bool>& wanted, uint64_t arrival) {
  return arrival < wanted.size() && wanted[arrival];
}

absl::Status CheckLengths(const storage::v1::BatchRecord& record) {
  if (record.arrivals_size() == record.items_size()) return absl::OkStatus();
  return absl::DataLossError("a stored manifest is damaged; restore a backup");
}

absl::Status TraceBatches(const TraceRequest& request, RemovalTrace& trace) {
  using Table = storage::BatchTable;
  const storage::KeyRange range{
      Table::Key(request.shard.id(), {request.queue_no, 0}),
      Table::Key(request.shard.id(), {request.queue_no, request.last_batch + 1})};
  const auto visit = [&](const storage::QueueRowId& id,
                         storage::v1::BatchRecord& record) -> absl::Status {
    if (absl::Status status = CheckLengths(record); !status.ok()) return status;
    for (int i = 0; i < record.arrivals_size(); ++i) {
      if (!IsWanted(request.wanted, record.arrivals(i))) continue;
      trace.holdings[static_cast<shard::CandidateNo>(record.arrivals(i))].push_back(
          {id.number, record.items(i).hash()});
      trace.batches[id.number] =
          std::string(absl::StripPrefix(record.manifest().policy(), "policies/"));
    }
    return absl::OkStatus();
  };
  return Table::ScanRange(request.shard.engine(), request.shard.id(), range, visit);
}

absl::Status TraceSamples(const TraceRequest& request, RemovalTrace& trace) {
  using Table = storage::EvaluationSampleTable;
  const storage::KeyRange range{
      Table::Key(request.shard.id(), {{request.queue_no, 0}, 0}),
      Table::Key(request.shard.id(), {{request.queue_no, request.last_evaluation + 1}, 0})};
  const auto visit = [&](const storage::EvaluationPartId& id,
                         storage::v1::BatchRecord& record) -> absl::Status {
    if (absl::Status status = CheckLengths(record); !status.ok()) return status;
    for (const uint64_t arrival : record.arrivals()) {
      if (!IsWanted(request.wanted, arrival)) continue;
      trace.samples.push_back(id);
      break;
    }
    return absl::OkStatus();
  };
  return Table::ScanRange(request.shard.engine(), request.shard.id(), range, visit);
}

}  // namespace

absl::StatusOr<RemovalTrace> TraceCandidates(const TraceRequest& request) {
  RemovalTrace trace;
  absl::Status status;
  if (request.last_batch > 0) status = TraceBatches(request, trace);
  if (status.ok() && request.last_evaluation > 0) status = TraceSamples(request, trace);
  if (!status.ok()) return status;
  return trace;
}

ErasedItems EraseFromManifest(const std::vector<bool>& wanted, storage::v1::BatchRecord* record) {
  ErasedItems erased;
  std::set<std::pair<std::string, std::string>> keys;
  for (int i = 0; i < record->items_size(); ++i) {
    storage::v1::SealedItem* const sealed = record->mutable_items(i);
    if (!IsWanted(wanted, record->arrivals(i)) || IsErased(*sealed)) continue;
    v1::ManifestItem item;
    if (!item.ParseFromString(sealed->item())) item.Clear();
    erased.hashes.push_back(sealed->hash());
    // Caps count no control items.
    if (item.arm() != v1::ARM_CONTROL)
      erased.attributes.emplace_back(item.attributes().begin(), item.attributes().end());
    keys.insert(item.attributes().begin(), item.attributes().end());
    Erase(sealed);
  }
  for (storage::v1::SealedItem& sealed : *record->mutable_overflows()) {
    v1::CapOverflow overflow;
    if (IsErased(sealed) || !overflow.ParseFromString(sealed.item())) continue;
    if (keys.count({overflow.attribute(), overflow.key()}) != 0) Erase(&sealed);
  }
  return erased;
}

}  // namespace winnow::loop
