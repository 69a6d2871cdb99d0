// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/datasets/datasets.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "server/loop/datasets/dataset_draft.h"
#include "server/loop/datasets/dataset_files.h"
#include "server/loop/datasets/version_place.h"
#include "server/loop/error.h"
#include "server/loop/paging.h"
#include "server/loop/queue_binding.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/registry_change.h"
#include "server/loop/request_replay.h"
#include "server/loop/resource_name.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

constexpr absl::string_view kCreate = "CreateDatasetVersion";
constexpr absl::Duration kBusy = absl::Seconds(5);
constexpr uint64_t kStoredPerPage = 1'000;  // as they are stored

absl::Status OfAnotherQueue() {
  return Exists("The data set is of another queue. Choose another name for it.");
}

// One call of CreateDatasetVersion: binds the data set to its queue, then makes the version on the
// thread of removals.
class CreateCall : public std::enable_shared_from_this<CreateCall> {
 public:
  using Answer = Done<v1::CreateDatasetVersionResponse>;

  CreateCall(Environment& environment, SerialThread& thread, DatasetOrder order, Answer done)
      : environment_(environment),
        thread_(thread),
        order_(std::move(order)),
        done_(std::move(done)) {}

  void Run() {
    const auto bind = [this](shard::ShardState& state, shard::MutationLog& log) {
      return Bind(state, log);
    };
    environment_.shards.control().Mutate(
        bind, [self = shared_from_this()](absl::StatusOr<shard::Position> position) {
          if (!position.ok()) return self->done_(position.status());
          self->environment_.shards.Follow(self->registry_, [self](absl::Status followed) {
            if (!followed.ok()) return self->done_(std::move(followed));
            self->Start();
          });
        });
  }

 private:
  absl::Status Bind(shard::ShardState& state, shard::MutationLog& log) {
    registry_ = BindToQueue<storage::DatasetTable>(
        {order_.request.dataset(), order_.dataset_id, order_.queue_id, order_.call},
        &shard::RegistrySnapshot::datasets, state, log);
    return registry_ == nullptr ? OfAnotherQueue() : absl::OkStatus();
  }

  void Start() {
    const bool started = thread_.Start([self = shared_from_this()] { self->Make(); });
    if (!started)
      done_(Overloaded(kBusy, "Too many removals and data sets wait. Wait and call again."));
  }

  void Make() {
    DatasetDraft draft(thread_.stopping(), std::move(order_));
    if (absl::Status status = draft.Run(); !status.ok()) return done_(std::move(status));
    v1::CreateDatasetVersionResponse response;
    *response.mutable_dataset_version() = draft.version();
    *response.mutable_position() = ToProto(draft.position());
    done_(std::move(response));
  }

  Environment& environment_;
  SerialThread& thread_;
  DatasetOrder order_;
  Answer done_;
  std::shared_ptr<const shard::RegistrySnapshot> registry_;
};

// Fills in the members from `from` on that may still serve the purpose, up to a page.
absl::Status FillMembers(const VersionPlace& place, uint64_t from, int32_t page_size,
                         v1::GetDatasetVersionResponse& response) {
  const uint64_t end =
      std::min<uint64_t>(place.record.version().members(), from + PageRows(page_size));
  for (uint64_t next = from; next < end;) {
    const auto page = place.ReadPage(static_cast<uint32_t>(next / kStoredPerPage));
    if (!page.ok()) return page.status();
    const auto may_serve = place.MayServe(*page);
    if (!may_serve.ok()) return may_serve.status();
    const uint64_t end_of_page = std::min(end, (next / kStoredPerPage + 1) * kStoredPerPage);
    for (; next < end_of_page; ++next) {
      const uint64_t i = next % kStoredPerPage;
      if (i >= may_serve->size()) return absl::DataLossError("a page of a data set is too short");
      if ((*may_serve)[i]) *response.add_members() = page->members(static_cast<int>(i));
    }
  }
  if (end < place.record.version().members()) response.set_next_page_token(TokenFrom(end));
  return absl::OkStatus();
}

}  // namespace

void Datasets::CreateDatasetVersion(const Caller& caller,
                                    const v1::CreateDatasetVersionRequest& request,
                                    Done<v1::CreateDatasetVersionResponse> done) {
  auto dataset = ParseDatasetName(request.dataset(), "dataset");
  if (!dataset.ok()) return done(dataset.status());
  auto queue_id = ParseQueueName(request.queue(), "queue");
  if (!queue_id.ok()) return done(queue_id.status());
  const v1::Split refused =
      request.purpose() == v1::PURPOSE_TRAINING ? v1::SPLIT_TEST : v1::SPLIT_TRAIN;
  for (int i = 0; i < request.splits_size(); ++i) {
    if (request.splits(i) != refused) continue;
    return done(FieldsInvalid({{absl::StrCat("splits[", i, "]"),
                                "may not serve the purpose: training never takes TEST, evaluation "
                                "never TRAIN"}}));
  }
  auto call = IdentifyCall(caller, kCreate, request);
  if (!call.ok()) return done(call.status());
  const auto shard = ShardOfQueue(environment_.shards, *queue_id);
  if (!shard.ok()) return done(shard.status());
  DatasetOrder order{**shard, *std::move(queue_id), *std::move(dataset), request, *std::move(call)};
  std::make_shared<CreateCall>(environment_, thread_, std::move(order), std::move(done))->Run();
}

void Datasets::GetDatasetVersion(const Caller& caller, const v1::GetDatasetVersionRequest& request,
                                 Done<v1::GetDatasetVersionResponse> done) {
  const auto place = FindVersion(environment_.shards, caller, request.name(), "name");
  if (!place.ok()) return done(place.status());
  const auto from = PageFrom(request.page_token());
  if (!from.ok()) return done(from.status());
  auto response = std::make_shared<v1::GetDatasetVersionResponse>();
  *response->mutable_dataset_version() = place->record.version();
  if (request.page_size() > 0) {
    absl::Status status = FillMembers(*place, *from, request.page_size(), *response);
    if (!status.ok()) return done(std::move(status));
  }
  place->shard->Read([](const shard::ShardState&) { return absl::OkStatus(); },
                     Reply(response, std::move(done)));
}

void Datasets::ListDatasetVersions(const Caller&, const v1::ListDatasetVersionsRequest& request,
                                   Done<v1::ListDatasetVersionsResponse> done) {
  const auto queue_id = ParseQueueName(request.queue(), "queue");
  if (!queue_id.ok()) return done(queue_id.status());
  const auto shard = ShardOfQueue(environment_.shards, *queue_id);
  if (!shard.ok()) return done(shard.status());
  uint32_t queue_no = 0;
  absl::Status status = Peek(**shard, [&](const shard::ShardState& state) {
    const auto queue = FindQueue(state, *queue_id);
    if (queue.ok()) queue_no = (*queue)->queue_no();
    return queue.status();
  });
  if (!status.ok()) return done(std::move(status));
  const storage::ShardId id = (*shard)->id();
  storage::KeyRange range{storage::DatasetVersionTable::Key(id, {queue_no, "", 0}),
                          storage::DatasetVersionTable::Key(id, {queue_no + 1, "", 0})};
  if (!request.page_token().empty()) {
    const std::string after = absl::HexStringToBytes(request.page_token());
    if (after <= range.begin || after >= range.end) return done(PageTokenInvalid());
    range.begin = after + '\0';
  }
  auto response = std::make_shared<v1::ListDatasetVersionsResponse>();
  const int rows = static_cast<int>(PageRows(request.page_size()));
  const absl::Status full = absl::CancelledError("the page is full");
  std::string last;
  status = storage::DatasetVersionTable::ScanRange(
      (*shard)->engine(), id, range,
      [&](const storage::DatasetVersionId& row, storage::v1::DatasetVersionRecord& record) {
        if (response->dataset_versions_size() == rows) return full;
        last = storage::DatasetVersionTable::Key(id, row);
        *response->add_dataset_versions() = std::move(*record.mutable_version());
        return absl::OkStatus();
      });
  if (status == full) {
    response->set_next_page_token(absl::BytesToHexString(last));
  } else if (!status.ok()) {
    return done(std::move(status));
  }
  (*shard)->Read([](const shard::ShardState&) { return absl::OkStatus(); },
                 Reply(response, std::move(done)));
}

void Datasets::ExportDatasetVersion(const Caller& caller,
                                    const v1::ExportDatasetVersionRequest& request,
                                    Done<PieceSource> done) {
  auto place = FindVersion(environment_.shards, caller, request.name(), "name");
  if (!place.ok()) return done(place.status());
  done(VersionFile(*std::move(place)));
}

void Datasets::DiffDatasetVersions(const Caller& caller,
                                   const v1::DiffDatasetVersionsRequest& request,
                                   Done<PieceSource> done) {
  auto before = FindVersion(environment_.shards, caller, request.before(), "before");
  if (!before.ok()) return done(before.status());
  auto after = FindVersion(environment_.shards, caller, request.after(), "after");
  if (!after.ok()) return done(after.status());
  if (before->queue_id != after->queue_id) {
    return done(FieldsInvalid(
        {{"after",
          "must be of the same queue as before: versions of two queues have no member in "
          "common"}}));
  }
  done(DiffFile(*std::move(before), *std::move(after)));
}

}  // namespace winnow::loop
