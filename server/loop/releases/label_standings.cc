// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/label_standings.h"

#include <algorithm>

#include "server/loop/proto_time.h"

namespace winnow::loop {

absl::Status LabelStandings::Read(const ReleasePlace& place, const ReleaseSample& sample) {
  absl::Status status = ReadLabelTimes(place, sample);
  return status.ok() ? ReadAdjudications(place) : status;
}

absl::Status LabelStandings::ReadLabelTimes(const ReleasePlace& place,
                                            const ReleaseSample& sample) {
  for (const DrawnItem& item : sample.items) {
    absl::Status status = storage::LabelTable::ScanRange(
        place.shard->engine(), place.shard->id(),
        storage::LabelTable::CandidateRange(place.shard->id(), place.id.queue_no, item.no),
        [&](const storage::LabelId&, storage::v1::LabelRecord& record) {
          absl::Time& newest = changed_.try_emplace(item.no, absl::InfinitePast()).first->second;
          newest = std::max(newest, FromTimestamp(record.submit_time()));
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status LabelStandings::ReadAdjudications(const ReleasePlace& place) {
  const storage::ShardId shard = place.shard->id();
  return storage::AdjudicationTable::ScanRange(
      place.shard->engine(), shard,
      {storage::AdjudicationTable::Key(shard, {place.id.queue_no, 0}),
       storage::AdjudicationTable::Key(shard, {place.id.queue_no + 1, 0})},
      [&](const storage::QueueRowId& id, storage::v1::AdjudicationRecord& record) {
        const auto no = static_cast<shard::CandidateNo>(id.number);
        const v1::AdjudicationDecision& decision = record.decision();
        if (const auto it = changed_.find(no); it != changed_.end() && record.has_decision())
          it->second = std::max(it->second, FromTimestamp(decision.decide_time()));
        if (!decision.values().empty()) return absl::OkStatus();
        if (decision.cause() == v1::ADJUDICATION_CAUSE_UNUSABLE_AUDIO) {
          unusable_.insert(no);
        } else if (decision.cause() == v1::ADJUDICATION_CAUSE_AMBIGUOUS) {
          ambiguous_.insert(no);
        } else {
          undecided_.insert(no);  // open, or its rubric was wrong
        }
        return absl::OkStatus();
      });
}

bool LabelStandings::HoldsSince(shard::CandidateNo no, absl::Time time) const {
  const auto changed = changed_.find(no);
  return changed != changed_.end() && changed->second <= time && !undecided_.contains(no) &&
         !ambiguous_.contains(no);
}

}  // namespace winnow::loop
