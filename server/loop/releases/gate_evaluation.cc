// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/gate_evaluation.h"

#include <utility>

#include "server/loop/proto_time.h"
#include "server/loop/releases/gate.h"
#include "server/loop/releases/taken_looks.h"
#include "server/loop/releases/training_marks.h"
#include "server/loop/resource_name.h"

namespace winnow::loop {
namespace {

std::string DecisionText(v1::Verdict verdict) {
  switch (verdict) {
    case v1::VERDICT_PASS:
      return "PASS";
    case v1::VERDICT_BLOCK:
      return "BLOCK";
    default:
      return "UNDECIDED";
  }
}

}  // namespace

absl::StatusOr<v1::ReleaseVerdict> GateEvaluation::Run(ReleasePlace& place) {
  auto verdict = Gate(environment_, place).Judge();
  if (!verdict.ok()) return verdict;
  const SliceMarks marks = MarksOf(place.release, *verdict);
  for (const std::string& slice : marks.regressed) verdict->add_marked_slices(slice);
  absl::Status status = Store(place, marks, *verdict);
  if (status.ok()) status = MarkOthers(place, marks);
  if (!status.ok()) return status;
  return verdict;
}

absl::Status GateEvaluation::Store(ReleasePlace& place, const SliceMarks& marks,
                                   v1::ReleaseVerdict& verdict) {
  const uint32_t number = place.release.verdicts() + 1;
  place.release.set_verdicts(number);
  NoteLook(verdict, place);
  verdict.set_name(VerdictName(place.id.release_id, number));
  ReleaseEdit edit{call_, verdict.name(), DecisionText(verdict.verdict())};
  edit.remembered.set_resource(verdict.name());
  edit.remembered.add_counts(number);
  const auto write = [&](shard::ShardState& state, shard::QueueState& queue,
                         shard::Mutation& mutation) {
    *verdict.mutable_create_time() = ToTimestamp(state.now.wall);
    verdict.set_digest(PayloadHash(verdict).ToHex());
    storage::v1::VerdictRecord record;
    *record.mutable_verdict() = verdict;
    storage::VerdictTable::Put(state.shard, {place.id, number}, record, &mutation.writes);
    ApplyMarks(marks, state, queue, mutation.writes);
    return absl::OkStatus();
  };
  const auto position = StoreRelease(place, edit, write);
  if (!position.ok()) return position.status();
  position_ = *position;
  return absl::OkStatus();
}

absl::Status GateEvaluation::Repeat(const ReleasePlace& place, const v1::ReleaseVerdict& verdict) {
  if (verdict.name() != VerdictName(place.id.release_id, place.release.verdicts()))
    return absl::OkStatus();
  return MarkOthers(place, MarksOf(place.release, verdict));
}

absl::Status GateEvaluation::MarkOthers(const ReleasePlace& place, const SliceMarks& marks) {
  const std::string verdict = VerdictName(place.id.release_id, place.release.verdicts());
  return MarkTrainingQueues(environment_, place, {marks, verdict, caller_, call_});
}

}  // namespace winnow::loop
