// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// BatchGrant: the draw of a batch and its lease, in one step under the shard's mutex (api.md P2).
#ifndef WINNOW_SERVER_LOOP_BATCH_GRANT_H_
#define WINNOW_SERVER_LOOP_BATCH_GRANT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/loop/call.h"
#include "server/loop/draw_input.h"
#include "server/loop/environment.h"
#include "server/loop/evaluations/hand_out.h"
#include "server/loop/request_replay.h"
#include "server/loop/rubric_pins.h"
#include "server/selection/draw.h"
#include "server/shard/mutation.h"
#include "server/shard/shard_state.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::loop {

// One call of RequestBatch. Used once.
class BatchGrant {
 public:
  // What is asked for, and by whom; outlives the grant.
  struct Request {
    const CallId& call;
    const Caller& caller;
    const v1::RequestBatchRequest& message;
  };
  BatchGrant(Environment& environment, shard::ShardState& state, shard::QueueState& queue,
             const Request& request)
      : environment_(environment), state_(state), queue_(queue), request_(request) {}

  // Draws, and unless the call is a preview leases and logs what was drawn; fills in the response
  // but for its position and its items. Errors: a lease, size or slice that the policy or the queue
  // does not know.
  absl::Status Run(shard::MutationLog& log, v1::RequestBatchResponse& response);
  // After Run: the items of the response as they stand in the manifest, for BatchItemOf to tell
  // the labeler about once the mutex is free, in the LabelerOrder of their keys.
  struct Items {
    std::vector<v1::ManifestItem> items;
    std::vector<uint64_t> keys;
  };
  Items TakeItems() { return {std::move(items_), std::move(keys_)}; }

 private:
  absl::Status CheckLimits() const;
  // Leases and logs what was drawn as the batch that `header` names.
  absl::Status Grant(v1::Manifest header, shard::MutationLog& log,
                     v1::RequestBatchResponse& response);
  // Refuses an answer that cannot be sent, and a record that no engine takes: its commit would be
  // the last of the process.
  absl::Status CheckSize(const v1::Manifest& header,
                         const v1::RequestBatchResponse& response) const;
  absl::Duration Term() const;
  // No less than what the items take in the answer; exact where that could decide.
  size_t AnswerBytesOfItems(size_t decides, const RubricPins& rubrics) const;
  // Items that capacity leaves room for.
  uint64_t Room() const;
  // Draws or hands out, and adds gold and anchor items; `size` items in all.
  void Fill(const std::vector<selection::SliceNo>& slices, uint64_t size);
  void Draw(selection::DrawRequest request);
  // The revisions that were fixed with the open evaluation, if there is one.
  RubricPins Pinned() const;
  // Fetches what is read of an item into the cache: of one its row and columns, and of one whose
  // row has been fetched its id.
  void PrefetchItem(size_t row, size_t id) const;
  // The items as they stand in the manifest.
  std::vector<v1::ManifestItem> DescribeItems() const;
  // Leases what was drawn as batch `batch_no`.
  storage::v1::LeaseRecord OpenLease(shard::BatchNo batch_no, const RubricPins& rubrics);
  void Store(storage::v1::BatchRecord record, const storage::v1::LeaseRecord& lease,
             shard::MutationLog& log);
  // Counts the batch in for the control items that it holds.
  void CountControlItems(storage::WriteSet& writes);
  // Counts the batch in for the caps over a window, and forgets those that the windows have passed.
  void CountWindows(storage::WriteSet& writes);
  void Report(const v1::Manifest& manifest) const;

  Environment& environment_;
  shard::ShardState& state_;
  shard::QueueState& queue_;
  const Request request_;
  std::optional<DrawInput> input_;
  std::optional<HandOut> hand_out_;  // while an evaluation of the queue is open
  selection::DrawRequest draw_;
  selection::DrawResult result_;
  std::vector<shard::CandidateNo>
      numbers_;  // of the items: those of the result, then control items
  std::vector<v1::ManifestItem> items_;
  std::vector<uint64_t> keys_;  // of the items, for the labeler's order
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_BATCH_GRANT_H_
