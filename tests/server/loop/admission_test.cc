// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Which verbs go on while the disk runs full (storage.md E3).
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/server/loop/review_bed.h"

namespace winnow::loop::testing {
namespace {

using shard::Room;

class DiskBed : public ReviewBed {
 public:
  DiskBed() : DiskBed(std::make_shared<std::function<void()>>()) {}

  void SetRoom(Room room) { admission_.SetRoom(room); }
  // Sets it once the next commit is made.
  void SetRoomAfterCommit(Room room) {
    *event_ = [this, room] { SetRoom(room); };
  }

 private:
  using Event = std::shared_ptr<std::function<void()>>;

  explicit DiskBed(const Event& event)
      : ReviewBed("", 1, {},
                  [event](shard::testing::GatedEngine& engine) {
                    engine.after_commit = [event] {
                      if (*event) std::exchange(*event, nullptr)();
                    };
                  }),
        event_(event) {}

  const Event event_;
};

using Batch = v1::RequestBatchResponse;

struct Tried {
  std::string verb;
  std::function<absl::Status(ReviewBed&, const Batch&)> call;
  // The first room in which it is refused; kAmple: none.
  Room refused_in;
};

absl::Status Freeze(ReviewBed& bed) {
  return bed
      .Call(&Loop::datasets, &Datasets::CreateDatasetVersion,
            Text<v1::CreateDatasetVersionRequest>(
                "dataset: 'datasets/d' queue: 'queues/q' purpose: PURPOSE_TRAINING"))
      .status();
}

std::vector<Tried> Intake() {
  return {
      {"BatchUpsertCandidates",
       [](ReviewBed& bed, const Batch&) {
         v1::BatchUpsertCandidatesRequest request;
         request.set_queue("queues/q");
         *request.add_candidates() = LoopBed::Complete("new");
         return bed.Call(&Loop::ingest, &Ingest::BatchUpsertCandidates, request).status();
       },
       Room::kLow},
      {"BatchPushSignals",
       [](ReviewBed& bed, const Batch&) {
         const auto request = Text<v1::BatchPushSignalsRequest>(
             "queue: 'queues/q' rows { candidate_id: 'c0' signals { name: 'confidence' value: 0.5 "
             "compute_time { seconds: 1 } } }");
         return bed.Call(&Loop::ingest, &Ingest::BatchPushSignals, request).status();
       },
       Room::kLow},
      {"IngestCandidates",
       [](ReviewBed& bed, const Batch&) {
         v1::CandidateChunk chunk;
         *chunk.add_candidates() = LoopBed::Complete("streamed");
         return Send(bed, Text<v1::IngestHeader>("writer_id: 'w' queue: 'queues/q'"), chunk)
             .status();
       },
       Room::kLow},
  };
}

std::vector<Tried> NewWork() {
  return {
      {"RequestBatch",
       [](ReviewBed& bed, const Batch&) { return bed.Request("max_items: 2").status(); },
       Room::kReserve},
      {"RegisterSource",
       [](ReviewBed& bed, const Batch&) {
         return bed
             .Call(&Loop::registries, &Registries::RegisterSource,
                   Text<v1::RegisterSourceRequest>("source { name: 'sources/other' }"))
             .status();
       },
       Room::kReserve},
      {"CreateDatasetVersion", [](ReviewBed& bed, const Batch&) { return Freeze(bed); },
       Room::kReserve},
  };
}

std::vector<Tried> Promised() {
  return {
      {"RenewLease",
       [](ReviewBed& bed, const Batch& batch) {
         return bed.OnLease(&Dispatch::RenewLease, batch, "lease { seconds: 3600 }").status();
       },
       Room::kAmple},
      {"SubmitLabels",
       [](ReviewBed& bed, const Batch& batch) {
         return bed.Label(batch, {batch.items(0).candidate_id()}, 1).status();
       },
       Room::kAmple},
      {"ReturnItems",
       [](ReviewBed& bed, const Batch& batch) {
         return bed
             .OnLease(&Dispatch::ReturnItems, batch,
                      "candidate_ids: '" + batch.items(1).candidate_id() +
                          "' reason: RETURN_REASON_WRONG_SKILL")
             .status();
       },
       Room::kAmple},
      {"CompleteBatch",
       [](ReviewBed& bed, const Batch& batch) {
         return bed.OnLease(&Dispatch::CompleteBatch, batch).status();
       },
       Room::kAmple},
      {"QueueStatus",
       [](ReviewBed& bed, const Batch&) {
         return bed
             .Call(&Loop::queue_health, &QueueHealth::QueueStatus,
                   Text<v1::QueueStatusRequest>("queue: 'queues/q'"))
             .status();
       },
       Room::kAmple},
  };
}

std::vector<Tried> Verbs() {
  std::vector<Tried> verbs = Intake();
  for (const std::vector<Tried>& more : {NewWork(), Promised()}) {
    verbs.insert(verbs.end(), more.begin(), more.end());
  }
  return verbs;
}

TEST(Admission, RefusesIntakeFirstThenNewWorkAndNeverWhatWasPromised) {
  for (const Room room : {Room::kAmple, Room::kLow, Room::kReserve}) {
    DiskBed bed;
    bed.AddCandidates(10);
    const v1::RequestBatchResponse batch = bed.Take("max_items: 4");
    ASSERT_EQ(batch.items_size(), 4);
    bed.SetRoom(room);
    for (const Tried& tried : Verbs()) {
      SCOPED_TRACE(tried.verb);
      const absl::Status status = tried.call(bed, batch);
      if (tried.refused_in == Room::kAmple || room < tried.refused_in) {
        EXPECT_TRUE(status.ok()) << status;
        continue;
      }
      EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
      const ErrorDetail detail = DetailOf(status);
      EXPECT_EQ(detail.reason, v1::ERROR_REASON_DISK_LOW);
      EXPECT_TRUE(detail.retry_after.has_value());
    }
  }
}

TEST(Admission, ChangesNothingWhereItRefuses) {
  DiskBed bed;
  bed.AddCandidates(10);
  const size_t leaves = LeavesOf(bed).size();
  const std::string before = bed.Status().SerializeAsString();
  bed.SetRoom(Room::kReserve);
  const v1::RequestBatchResponse none;
  for (const Tried& tried : Verbs()) {
    if (tried.refused_in == Room::kAmple) continue;
    EXPECT_FALSE(tried.call(bed, none).ok()) << tried.verb;
  }
  EXPECT_EQ(bed.Status().SerializeAsString(), before);
  EXPECT_EQ(LeavesOf(bed).size(), leaves);
  bed.SetRoom(Room::kAmple);
  EXPECT_EQ(bed.Take("max_items: 4").items_size(), 4);
}

// The name of the data set is taken, nothing more: the next call makes the version.
TEST(Admission, LeavesADataSetVersionThatTheDiskHasNoRoomForAnyMore) {
  DiskBed bed;
  bed.AddCandidates(10);
  const v1::RequestBatchResponse batch = bed.Take("max_items: 4");
  ASSERT_TRUE(bed.Label(batch, {batch.items(0).candidate_id()}, 1).ok());
  bed.SetRoomAfterCommit(Room::kReserve);
  const absl::Status refused = Freeze(bed);
  EXPECT_EQ(ReasonOf(refused), v1::ERROR_REASON_DISK_LOW) << refused;
  const auto list = [&] {
    const auto versions = bed.Call(&Loop::datasets, &Datasets::ListDatasetVersions,
                                   Text<v1::ListDatasetVersionsRequest>("queue: 'queues/q'"));
    EXPECT_TRUE(versions.ok()) << versions.status();
    return versions.ok() ? versions->dataset_versions_size() : -1;
  };
  EXPECT_EQ(list(), 0);
  bed.SetRoom(Room::kAmple);
  EXPECT_TRUE(Freeze(bed).ok());
  EXPECT_EQ(list(), 1);
}

TEST(Admission, LeasesStillExpireOnTheReserve) {
  DiskBed bed;
  bed.AddCandidates(10);
  bed.Take("max_items: 4 lease { seconds: 60 }");
  EXPECT_EQ(bed.Status().leased(), 4u);
  bed.SetRoom(Room::kReserve);
  bed.clock().Advance(absl::Minutes(2));
  bed.Expire();
  EXPECT_EQ(bed.Status().leased(), 0u);
}

}  // namespace
}  // namespace winnow::loop::testing
