// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/lineage/example_walk.h"

#include <algorithm>

#include "server/loop/lineage/lineage_step.h"

namespace winnow::loop {
namespace {

constexpr size_t kFactsAtOnce = 128;        // under the shard's mutex
constexpr uint64_t kMembersPerRow = 1'000;  // as they are stored

}  // namespace

absl::StatusOr<CandidateFacts> FactsWindow::At(absl::Span<const uint64_t> arrivals, size_t index) {
  if (index < begin_ || index >= begin_ + facts_.size()) {
    auto facts = LookUpFacts(place_, arrivals.subspan(index, kFactsAtOnce));
    if (!facts.ok()) return facts.status();
    facts_ = *std::move(facts);
    begin_ = index;
  }
  return facts_[index - begin_];
}

MemberWalk::MemberWalk(VersionPlace place)
    : place_(std::move(place)),
      facts_(
          {place_.shard, place_.queue_id, place_.id.queue_no, place_.record.version().purpose()}),
      evidence_(*place_.shard, place_.id.queue_no) {}

absl::StatusOr<ExampleEvidence::Steps> MemberWalk::StepsAt(uint64_t index) {
  if (index / kMembersPerRow != page_no_) {
    auto page = place_.ReadPage(static_cast<uint32_t>(index / kMembersPerRow));
    if (!page.ok()) return page.status();
    page_ = *std::move(page);
    page_no_ = index / kMembersPerRow;
    facts_.Reset();
  }
  const auto i = static_cast<int>(index % kMembersPerRow);
  if (i >= page_.members_size()) return absl::DataLossError("a page of a data set is too short");
  const auto facts = facts_.At(page_.arrivals(), static_cast<size_t>(i));
  if (!facts.ok()) return facts.status();
  return evidence_.OfMember(version().name(), page_.members(i), *facts);
}

SampleWalk::SampleWalk(const TracedRelease& release, uint64_t evaluation)
    : release_(release),
      evaluation_{release.id.queue_no, evaluation},
      facts_({release.shard, release.queue_id, release.id.queue_no, v1::PURPOSE_EVALUATION}),
      evidence_(*release.shard, release.id.queue_no) {}

absl::Status SampleWalk::Load(uint32_t phase) {
  if (phase == phase_) return absl::OkStatus();
  const auto record = storage::EvaluationSampleTable::Get(
      release_.shard->engine(), release_.shard->id(), {evaluation_, phase});
  if (!record.ok()) return record.status();
  if (!record->has_value())
    return absl::DataLossError("the sample of an evaluation is missing; restore a backup");
  arrivals_.assign((*record)->arrivals().begin(), (*record)->arrivals().end());
  phase_ = phase;
  facts_.Reset();
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> SampleWalk::SizeOf(uint32_t phase) {
  if (absl::Status status = Load(phase); !status.ok()) return status;
  return arrivals_.size();
}

absl::StatusOr<ExampleEvidence::Steps> SampleWalk::StepsAt(uint32_t phase, uint64_t index) {
  if (absl::Status status = Load(phase); !status.ok()) return status;
  const auto facts = facts_.At(arrivals_, index);
  if (!facts.ok()) return facts.status();
  return evidence_.OfSampled(release_, *facts);
}

}  // namespace winnow::loop
