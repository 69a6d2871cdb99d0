// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/lineage/example_evidence.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "server/loop/datasets/settled_label.h"
#include "server/loop/lineage/lineage_step.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

// Batches that a page remembers: no page has more steps.
constexpr size_t kMostBatches = 2'000;

// Whether a version rests on these very labels, or on the decision about them.
struct RestsOn {
  bool labels = false;
  bool decision = false;
};

RestsOn WhatMemberRestsOn(const v1::DatasetMember& member, const ExampleEvidence::Labels& labels,
                          const std::optional<storage::v1::AdjudicationRecord>& decision) {
  RestsOn rests;
  if (labels.empty()) return rests;
  rests.decision =
      decision.has_value() && ContentOf(decision->decision()).ToHex() == member.label_digest();
  rests.labels = rests.decision || Settle(labels, 0, nullptr).digest == member.label_digest();
  return rests;
}

}  // namespace

absl::StatusOr<ExampleEvidence::Labels> ExampleEvidence::ReadLabels(shard::CandidateNo no) {
  Labels labels;
  absl::Status status = storage::LabelTable::ScanRange(
      shard_.engine(), shard_.id(), storage::LabelTable::CandidateRange(shard_.id(), queue_no_, no),
      [&](const storage::LabelId&, storage::v1::LabelRecord& record) {
        labels.push_back(std::move(record));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return labels;
}

absl::StatusOr<std::optional<storage::v1::AdjudicationRecord>> ExampleEvidence::ReadDecision(
    shard::CandidateNo no) {
  auto record =
      storage::AdjudicationTable::Get(shard_.engine(), shard_.id(), {queue_no_, uint64_t{no}});
  if (record.ok() && record->has_value() && !(*record)->has_decision()) record->reset();
  return record;
}

absl::StatusOr<ExampleEvidence::Steps> ExampleEvidence::OutcomeSteps(const TracedRelease& release,
                                                                     const CandidateFacts& facts,
                                                                     absl::string_view parent) {
  using Table = storage::OutcomeTable;
  const storage::KeyRange range{
      Table::Key(shard_.id(), {release.id, uint64_t{facts.no}, '\0', ""}),
      Table::Key(shard_.id(), {release.id, uint64_t{facts.no} + 1, '\0', ""})};
  Steps steps;
  absl::Status status = Table::ScanRange(
      shard_.engine(), shard_.id(), range,
      [&](const storage::OutcomeId& id, storage::v1::OutcomeRecord& record) {
        const std::string& model = id.side == 'b' ? release.release.baseline_release()
                                                  : release.release.candidate_release();
        steps.push_back(OutcomeStep({facts.name, model}, record, parent));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return steps;
}

absl::Status ExampleEvidence::AddBatches(const std::vector<uint64_t>& numbers,
                                         const CandidateFacts& facts, Steps& steps) {
  for (const uint64_t number : std::set<uint64_t>(numbers.begin(), numbers.end())) {
    if (batches_.size() > kMostBatches) batches_.clear();
    auto known = batches_.find(number);
    if (known == batches_.end()) {
      const auto record =
          storage::BatchTable::Get(shard_.engine(), shard_.id(), {queue_no_, number});
      if (!record.ok()) return record.status();
      if (!record->has_value())
        return absl::DataLossError("the batch of a label is missing; restore a backup");
      known = batches_.emplace(number, BatchStep((*record)->manifest(), "")).first;
    }
    steps.push_back(known->second);
    steps.back().set_parent(facts.name);
  }
  return absl::OkStatus();
}

absl::StatusOr<ExampleEvidence::Steps> ExampleEvidence::OfSampled(const TracedRelease& release,
                                                                  const CandidateFacts& facts) {
  const std::string& evaluation = release.release.evaluation();
  if (!facts.serves) return Steps{CandidateStep(facts, evaluation)};
  auto steps = OutcomeSteps(release, facts, release.release.name());
  if (!steps.ok()) return steps.status();
  const auto labels = ReadLabels(facts.no);
  if (!labels.ok()) return labels.status();
  std::vector<uint64_t> batches;
  for (const storage::v1::LabelRecord& record : *labels) {
    steps->push_back(LabelStep(facts.name, record, evaluation));
    batches.push_back(record.batch_no());
  }
  const auto decision = ReadDecision(facts.no);
  if (!decision.ok()) return decision.status();
  if (decision->has_value()) steps->push_back(AdjudicationStep(facts.name, **decision));
  if (absl::Status status = AddBatches(batches, facts, *steps); !status.ok()) return status;
  steps->push_back(CandidateStep(facts, evaluation));
  return steps;
}

absl::StatusOr<ExampleEvidence::Steps> ExampleEvidence::OfMember(absl::string_view version,
                                                                 const v1::DatasetMember& member,
                                                                 const CandidateFacts& facts) {
  if (!facts.serves) return Steps{CandidateStep(facts, version)};
  auto labels = ReadLabels(facts.no);
  if (!labels.ok()) return labels.status();
  std::erase_if(*labels, [&](const storage::v1::LabelRecord& record) {
    return record.label().rubric() != member.rubric();
  });
  const auto decision = ReadDecision(facts.no);
  if (!decision.ok()) return decision.status();
  const RestsOn rests = WhatMemberRestsOn(member, *labels, *decision);
  Steps steps;
  std::vector<uint64_t> batches;
  if (rests.labels) {
    for (const storage::v1::LabelRecord& record : *labels) {
      steps.push_back(LabelStep(facts.name, record, version));
      batches.push_back(record.batch_no());
    }
  } else {
    steps.push_back(FrozenLabelStep(facts.name, member, version));
    batches.push_back(member.batch());
  }
  if (rests.decision) steps.push_back(AdjudicationStep(facts.name, **decision));
  if (absl::Status status = AddBatches(batches, facts, steps); !status.ok()) return status;
  steps.push_back(CandidateStep(facts, version));
  return steps;
}

}  // namespace winnow::loop
