// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// DatasetDraft: a version of a data set on its way into the store (governance.md G4).
#ifndef WINNOW_SERVER_LOOP_DATASETS_DATASET_DRAFT_H_
#define WINNOW_SERVER_LOOP_DATASETS_DATASET_DRAFT_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "server/digest/sha256.h"
#include "server/loop/datasets/draw_record.h"
#include "server/loop/datasets/settled_label.h"
#include "server/loop/environment.h"
#include "server/loop/request_replay.h"
#include "server/shard/shard.h"
#include "server/shard/tables.h"
#include "winnow/v1/release_service.pb.h"

namespace winnow::loop {

// What is asked for, checked.
struct DatasetOrder {
  shard::Shard& shard;
  std::string queue_id;
  std::string dataset_id;
  v1::CreateDatasetVersionRequest request;
  CallId call;
};

// Labels are read as of one moment, candidates in portions under the shard's mutex, members are
// stored a page at a time, and the version, with its digest, comes last: until then there is none.
// On the thread of removals, so that nothing is removed from under it; a revocation meanwhile lets
// it begin anew. Waits for commits. Used once.
class DatasetDraft {
 public:
  DatasetDraft(const std::atomic<bool>& stopping, DatasetOrder order)
      : stopping_(stopping), order_(std::move(order)) {}

  // ABORTED when revocations did not let it end.
  absl::Status Run();

  const v1::DatasetVersion& version() const { return version_; }
  const shard::Position& position() const { return position_; }

 private:
  // A candidate and its labels.
  using Group = std::pair<shard::CandidateNo, std::vector<storage::v1::LabelRecord>>;
  // By arrival.
  using Adjudications = std::map<uint64_t, storage::v1::AdjudicationRecord>;

  // One attempt; false when consent was revoked meanwhile.
  absl::StatusOr<bool> Attempt();
  // Whether the call was carried out before; else what is known before anything is read.
  absl::StatusOr<bool> Begin();
  absl::Status ReadLabels();
  absl::Status TakePortion();
  // Of the candidates of the portion.
  absl::StatusOr<Adjudications> ReadAdjudications() const;
  void TakeGroup(const shard::QueueState& queue, const Group& group,
                 const Adjudications& adjudications);
  void LeaveOut(v1::LeftOutReason reason) { ++left_out_[reason]; }
  bool Wants(v1::Split split) const;
  absl::Status WritePages(bool last);
  // Fills the version in.
  void Describe(const shard::ShardState& state, const digest::Digest& digest);
  absl::StatusOr<bool> Finish();
  // Pages of a longer attempt that was cut off.
  absl::StatusOr<std::vector<storage::DatasetPageId>> PagesBeyond() const;
  absl::Status ReadVersion(const std::string& name);

  const std::atomic<bool>& stopping_;
  const DatasetOrder order_;
  storage::DatasetVersionId id_;
  uint32_t required_ = 1;
  uint64_t revocations_ = 0;  // when the attempt began
  DrawRecord draws_;
  std::vector<Group> groups_;            // not taken yet
  storage::v1::DatasetPageRecord page_;  // not stored yet
  uint32_t pages_ = 0;                   // stored
  uint64_t members_ = 0;
  digest::Sha256Stream digest_;
  std::map<v1::LeftOutReason, uint64_t> left_out_;
  std::map<v1::Split, uint64_t> splits_;
  std::set<std::string> rubrics_;
  v1::DatasetVersion version_;
  shard::Position position_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_DATASETS_DATASET_DRAFT_H_
