// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// LabelIntake: the labels of one call, taken in row by row under the shard's mutex.
#ifndef WINNOW_SERVER_LOOP_LABEL_INTAKE_H_
#define WINNOW_SERVER_LOOP_LABEL_INTAKE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/loop/lease_change.h"
#include "server/loop/stored_labels.h"
#include "server/shard/shard_state.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::loop {

// The batch that labels are for: open, or expired with its stored manifest.
struct LabelTarget {
  shard::BatchNo batch_no = 0;
  shard::OpenBatch* open = nullptr;                   // nullptr once the lease has expired
  const storage::v1::BatchRecord* expired = nullptr;  // once it has
  // Of candidates that other annotators have labelled before.
  const StoredLabels& earlier;
};

// Used for one call.
class LabelIntake {
 public:
  LabelIntake(shard::ShardState& state, shard::QueueState& queue, const LabelTarget& target)
      : state_(state), queue_(queue), target_(target) {}

  // Candidates of the request whose earlier labels are not all in the target: each label is
  // compared with those before.
  std::vector<shard::CandidateNo> WithoutEarlier(const v1::SubmitLabelsRequest& request) const;
  // Stores the labels that are in order; counts and refused rows go to the response. `change` is
  // that of the open batch, or nullptr.
  void Take(const v1::SubmitLabelsRequest& request, LeaseChange* change, storage::WriteSet& writes,
            v1::SubmitLabelsResponse& response);

 private:
  struct Problem {
    v1::ErrorReason reason;
    std::string field;
  };
  std::optional<Problem> Check(const v1::Label& label) const;
  // Whether the batch holds the candidate, and whether it still waits for labels.
  bool IsItem(shard::CandidateNo no) const;
  // Whether the scope of an item names what the batch was for. An item leaves an open batch as its
  // scope changes, but an expired one holds it still.
  bool MayServeBatch(shard::CandidateNo no) const;
  std::optional<Problem> CheckItem(shard::CandidateNo no, const v1::Label& label) const;
  // Labels of a candidate that count for finishing it in the target: those under the same rubric
  // revision, and of a control item those from there alone.
  size_t LabelsToward(shard::CandidateNo no, absl::string_view rubric) const;
  // Marks a candidate as disputed where its labels disagree; whether they do since the last one.
  // What was decided stays decided; what is open about labels of other rubric revisions ends.
  bool Compare(shard::CandidateNo no, const v1::Label& last, storage::WriteSet& writes);
  // What labels of one rubric revision disagree on.
  struct Dispute {
    const std::string& rubric;
    const std::vector<std::string>& criteria;  // empty: they agree
  };
  // Lets this be what waits for a decision about a candidate.
  void KeepDispute(shard::CandidateNo no, const Dispute& dispute, storage::WriteSet& writes);
  // Labels that the last one is compared with: of the same rubric revision.
  std::vector<v1::Label> Compared(shard::CandidateNo no, const v1::Label& last) const;
  // Whether the label answers what the rubric revision of the batch asks.
  std::optional<Problem> CheckRubric(const v1::Label& label, shard::CandidateNo no) const;

  shard::ShardState& state_;
  shard::QueueState& queue_;
  const LabelTarget target_;
  StoredLabels taken_;  // in this call
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_LABEL_INTAKE_H_
