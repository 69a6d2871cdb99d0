// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/batches.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "server/loop/error.h"
#include "server/loop/export_consent.h"
#include "server/loop/export_manifest.h"
#include "server/loop/manifest.h"
#include "server/loop/paging.h"
#include "server/loop/policy_catalog.h"
#include "server/loop/published_counts.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/reply.h"
#include "server/loop/resource_name.h"
#include "server/loop/stored_batch.h"
#include "server/loop/verify_checks.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

// Leases that one page of a filtered list looks at; a page may be short, and then has a token.
constexpr uint64_t kLeasesPerPage = 10'000;
constexpr uint64_t kLeasesPerRead = 256;

absl::Status BatchUnknown() {
  return Unknown(v1::ERROR_REASON_BATCH_UNKNOWN,
                 "No such batch in the queue. List its batches, or correct the name.");
}

absl::Status RowMissing() {
  return absl::DataLossError("the row of a batch is missing; restore a backup");
}

// A batch of a queue, and where its rows are.
struct BatchPlace {
  shard::Shard* shard = nullptr;
  BatchRef ref;
  storage::QueueRowId row;
};

absl::StatusOr<BatchPlace> PlaceOf(shard::Shards& shards, absl::string_view name) {
  absl::StatusOr<BatchRef> ref = ParseBatchName(name, "name");
  if (!ref.ok()) return ref.status();
  const absl::StatusOr<shard::Shard*> shard = ShardOfQueue(shards, ref->queue);
  if (!shard.ok()) return shard.status();
  return BatchPlace{*shard, *std::move(ref), {}};
}

// Under the shard's mutex: fills in where the rows are, if there are any.
absl::Status Locate(const shard::ShardState& state, BatchPlace& place) {
  const absl::StatusOr<shard::QueueState*> queue = FindQueue(state, place.ref.queue);
  if (!queue.ok()) return queue.status();
  if (place.ref.batch_no > (*queue)->last_batch) return BatchUnknown();
  place.row = {(*queue)->queue_no(), place.ref.batch_no};
  return absl::OkStatus();
}

v1::Batch BatchOf(absl::string_view queue, uint64_t batch_no,
                  const storage::v1::LeaseRecord& lease) {
  const auto items = [&lease](v1::ItemState state) {
    return std::count(lease.item_states().begin(), lease.item_states().end(),
                      static_cast<char>(state));
  };
  v1::Batch batch;
  batch.set_name(BatchName(queue, batch_no));
  batch.set_state(lease.state());
  batch.set_labeler(lease.labeler());
  *batch.mutable_create_time() = lease.create_time();
  *batch.mutable_expire_time() = lease.expire_time();
  batch.set_items(lease.item_states().size());
  batch.set_open_items(static_cast<uint64_t>(items(v1::ITEM_STATE_OPEN)));
  batch.set_done_items(static_cast<uint64_t>(items(v1::ITEM_STATE_DONE)));
  return batch;
}

// A page of items, for GetBatch.
struct ItemPage {
  uint64_t first = 0;
  size_t size = 0;
};

absl::StatusOr<v1::GetBatchResponse> ReadPage(const BatchPlace& place, const ItemPage& page) {
  auto stored = ReadBatch(*place.shard, place.row);
  if (!stored.ok()) return stored.status();
  v1::GetBatchResponse response;
  *response.mutable_batch() = BatchOf(place.ref.queue, place.ref.batch_no, stored->lease);
  *response.mutable_manifest() = OpenHeader(stored->batch);
  const auto count = static_cast<uint64_t>(stored->batch.items_size());
  const uint64_t begin = std::min(page.first, count);
  const uint64_t end = begin + std::min<uint64_t>(page.size, count - begin);
  for (uint64_t i = begin; i < end; ++i) {
    auto item = OpenItem(stored->batch.items(static_cast<int>(i)));
    if (!item.ok()) return item.status();
    *response.add_items() = *std::move(item);
  }
  if (page.size > 0 && end < count) response.set_next_page_token(TokenFrom(end));
  return response;
}

// The list of a queue's batches from `next` downwards.
struct BatchList {
  shard::Shard* shard = nullptr;
  std::string queue;
  uint32_t queue_no = 0;
  uint64_t next = 0;
  size_t page_size = 0;
  v1::BatchState state = v1::BATCH_STATE_UNSPECIFIED;
  bool shows_items = false;

  // Reads the leases that come next, and adds those that the filter lets through.
  absl::Status ReadSome(v1::ListBatchesResponse* response) {
    std::vector<std::string> keys;
    for (uint64_t no = next; no > 0 && keys.size() < kLeasesPerRead; --no)
      keys.push_back(storage::LeaseTable::Key(shard->id(), {queue_no, no}));
    const auto values = shard->engine().Get(shard->id(), keys);
    if (!values.ok()) return values.status();
    for (size_t i = 0; i < keys.size(); ++i) {
      if (response->batches_size() == static_cast<int>(page_size)) return absl::OkStatus();
      if (!(*values)[i].has_value()) return RowMissing();
      const auto lease = storage::DecodeRecord<storage::v1::LeaseRecord>(keys[i], *(*values)[i]);
      if (!lease.ok()) return lease.status();
      const uint64_t no = next--;
      if (state == v1::BATCH_STATE_UNSPECIFIED || state == lease->state())
        Add(no, *lease, response);
    }
    return absl::OkStatus();
  }

  // Items of a batch are few people's.
  void Add(uint64_t no, const storage::v1::LeaseRecord& lease,
           v1::ListBatchesResponse* response) const {
    v1::Batch& batch = *response->add_batches();
    batch = BatchOf(queue, no, lease);
    if (shows_items) return;
    batch.clear_items();
    batch.clear_open_items();
    batch.clear_done_items();
  }

  absl::StatusOr<v1::ListBatchesResponse> Read() {
    v1::ListBatchesResponse response;
    const uint64_t stop = next > kLeasesPerPage ? next - kLeasesPerPage : 0;
    while (next > stop && response.batches_size() < static_cast<int>(page_size)) {
      if (absl::Status status = ReadSome(&response); !status.ok()) return status;
    }
    if (next > 0) response.set_next_page_token(TokenFrom(next));
    return response;
  }
};

// A batch on its way out. Its rows are read outside the shard's mutex; whether its candidates may
// still go out is looked up under it.
struct ExportedBatch {
  BatchPlace place;
  ExportShape shape;
  storage::v1::BatchRecord record;
  std::vector<bool> withdrawn;
  std::vector<std::string> erased;  // ids of erased items, at their places; the others are empty

  absl::Status Judge(const shard::ShardState& state) {
    const absl::StatusOr<shard::QueueState*> queue = FindQueue(state, place.ref.queue);
    if (!queue.ok()) return queue.status();
    withdrawn = WithdrawnItems(record, {**queue, *state.registry, state.now.latest_us()});
    erased.assign(withdrawn.size(), "");
    for (size_t i = 0; i < erased.size(); ++i) {
      const uint64_t arrival = record.arrivals(static_cast<int>(i));
      if (arrival < (*queue)->candidates.size() && IsErased(record.items(static_cast<int>(i))))
        erased[i] = std::string((*queue)->candidates.id(static_cast<shard::CandidateNo>(arrival)));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<PieceSource> File() const {
    if (record.items_size() != static_cast<int>(withdrawn.size())) {
      return absl::DataLossError("a stored manifest is damaged; restore a backup");
    }
    std::vector<ExportItem> items(withdrawn.size());
    for (size_t i = 0; i < items.size(); ++i) {
      auto item = OpenItem(record.items(static_cast<int>(i)));
      if (!item.ok()) return item.status();
      items[i] = {*std::move(item), withdrawn[i]};
      if (!erased[i].empty()) items[i].item.set_candidate_id(erased[i]);
    }
    return SourceOf(ExportManifest(OpenHeader(record), items, shape));
  }
};

// A batch with what VerifyBatch compares it with.
struct VerifiedBatch {
  BatchPlace place;
  uint64_t last_batch = 0;
  std::shared_ptr<const shard::RegistrySnapshot> registry;

  absl::StatusOr<v1::VerifyBatchResponse> Verify() const {
    auto batch = ReadNeighbor(place.ref.batch_no);
    if (!batch.ok()) return batch.status();
    if (!batch->batch.has_value()) return RowMissing();
    BatchEvidence evidence{*batch->batch, OpenItems(*batch->batch), {}, {}, {}};
    for (auto [neighbor, no] : {std::pair(&evidence.previous, place.ref.batch_no - 1),
                                std::pair(&evidence.next, place.ref.batch_no + 1)}) {
      auto read = ReadNeighbor(no);
      if (!read.ok()) return read.status();
      *neighbor = *std::move(read);
    }
    const auto policy = ParsePolicyName(batch->batch->manifest().policy(), "policy");
    if (policy.ok()) {
      auto revision = FindRevision(*registry, *policy);
      if (revision.ok()) evidence.policy = *std::move(revision);
    }
    v1::VerifyBatchResponse response;
    response.set_name(BatchName(place.ref.queue, place.ref.batch_no));
    RunChecks(evidence, response);
    return response;
  }

 private:
  absl::StatusOr<BatchEvidence::Neighbor> ReadNeighbor(uint64_t batch_no) const {
    BatchEvidence::Neighbor neighbor;
    neighbor.expected = batch_no > 0 && batch_no <= last_batch;
    if (!neighbor.expected) return neighbor;
    auto batch = storage::BatchTable::Get(place.shard->engine(), place.shard->id(),
                                          {place.row.queue_no, batch_no});
    if (!batch.ok()) return batch.status();
    neighbor.batch = *std::move(batch);
    return neighbor;
  }
};

}  // namespace

void Batches::GetBatch(const Caller&, const v1::GetBatchRequest& request,
                       Done<v1::GetBatchResponse> done) {
  auto place = PlaceOf(environment_.shards, request.name());
  if (!place.ok()) return done(place.status());
  const auto first = PageFrom(request.page_token());
  if (!first.ok()) return done(first.status());
  auto located = std::make_shared<BatchPlace>(*std::move(place));
  const ItemPage page{*first, request.page_size() == 0 ? 0 : PageRows(request.page_size())};
  located->shard->Read(
      [&](const shard::ShardState& state) { return Locate(state, *located); },
      [located, page, done = std::move(done)](absl::StatusOr<shard::Position> position) mutable {
        if (!position.ok()) return done(position.status());
        auto response = ReadPage(*located, page);
        if (response.ok()) *response->mutable_position() = ToProto(*position);
        done(std::move(response));
      });
}

void Batches::VerifyBatch(const Caller&, const v1::VerifyBatchRequest& request,
                          Done<v1::VerifyBatchResponse> done) {
  auto place = PlaceOf(environment_.shards, request.name());
  if (!place.ok()) return done(place.status());
  auto batch = std::make_shared<VerifiedBatch>();
  batch->place = *std::move(place);
  batch->place.shard->Read(
      [&](const shard::ShardState& state) -> absl::Status {
        if (absl::Status status = Locate(state, batch->place); !status.ok()) return status;
        batch->last_batch = state.FindQueue(batch->place.ref.queue)->last_batch;
        batch->registry = state.registry;
        return absl::OkStatus();
      },
      [batch, done = std::move(done)](absl::StatusOr<shard::Position> position) mutable {
        if (!position.ok()) return done(position.status());
        auto response = batch->Verify();
        if (response.ok()) *response->mutable_position() = ToProto(*position);
        done(std::move(response));
      });
}

void Batches::ListBatches(const Caller& caller, const v1::ListBatchesRequest& request,
                          Done<v1::ListBatchesResponse> done) {
  auto queue_id = ParseQueueName(request.queue(), "queue");
  if (!queue_id.ok()) return done(queue_id.status());
  const auto shard = ShardOfQueue(environment_.shards, *queue_id);
  if (!shard.ok()) return done(shard.status());
  const auto start = PageFrom(request.page_token());
  if (!start.ok()) return done(start.status());
  auto list = std::make_shared<BatchList>(BatchList{.shard = *shard,
                                                    .queue = *std::move(queue_id),
                                                    .next = *start == 0 ? UINT64_MAX : *start,
                                                    .page_size = PageRows(request.page_size()),
                                                    .state = request.state()});
  (*shard)->Read(
      [&](const shard::ShardState& state) {
        const auto queue = FindQueue(state, list->queue);
        if (!queue.ok()) return queue.status();
        list->queue_no = (*queue)->queue_no();
        list->shows_items = SeesLiveCounts(caller, **queue);
        list->next = std::min<uint64_t>(list->next, (*queue)->last_batch);
        return absl::OkStatus();
      },
      [list, done = std::move(done)](absl::StatusOr<shard::Position> position) mutable {
        if (!position.ok()) return done(position.status());
        auto response = list->Read();
        if (response.ok()) *response->mutable_position() = ToProto(*position);
        done(std::move(response));
      });
}

void Batches::ExportBatch(const Caller&, const v1::ExportBatchRequest& request,
                          Done<PieceSource> done) {
  auto place = PlaceOf(environment_.shards, request.name());
  if (!place.ok()) return done(place.status());
  auto batch = std::make_shared<ExportedBatch>();
  batch->place = *std::move(place);
  batch->shape = {request.format(), request.audio_url()};
  batch->place.shard->Read(
      [&](const shard::ShardState& state) { return Locate(state, batch->place); },
      [batch, done = std::move(done)](absl::StatusOr<shard::Position> position) mutable {
        if (!position.ok()) return done(position.status());
        auto stored = ReadBatch(*batch->place.shard, batch->place.row);
        if (!stored.ok()) return done(stored.status());
        batch->record = std::move(stored->batch);
        batch->place.shard->Read(
            [&](const shard::ShardState& state) { return batch->Judge(state); },
            [batch, done = std::move(done)](absl::StatusOr<shard::Position> judged) mutable {
              if (!judged.ok()) return done(judged.status());
              done(batch->File());
            });
      });
}

}  // namespace winnow::loop
