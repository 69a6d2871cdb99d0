// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/evaluations/evaluation_change.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "server/loop/error.h"
#include "server/loop/evaluations/evaluations.h"
#include "server/loop/evaluations/phase_draw.h"
#include "server/loop/evaluations/standing.h"
#include "server/loop/proto_time.h"
#include "server/loop/resource_name.h"
#include "server/loop/usage.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

constexpr uint64_t kMostItems = 100'000;
constexpr int kMostPhases = 100;

// The candidates of a queue at the freeze.
struct Freeze {
  shard::FrozenFrame frame;
  // Candidates of the index that are not in the frame: their slice has no launch relevance.
  std::vector<shard::CandidateNo> outside;
};

// A group of duplicates is in the frame with all members that nothing but the group keeps out:
// which of them represents it may change, and how many there are must not.
Freeze FreezeFrame(const shard::QueueState& queue) {
  Freeze freeze{shard::FrozenFrame(queue.candidates.size()), {}};
  for (shard::CandidateNo no = 0; no < queue.candidates.size(); ++no) {
    const shard::CandidateRow& row = queue.candidates.row(no);
    const shard::DuplicateRole role = queue.frame.standings().at(no).role;
    if (role != shard::DuplicateRole::kContender && !queue.frame.index()->Contains(no)) continue;
    if (queue.slices.Get(row.slice).launch_weight() > 0) {
      freeze.frame.Add(no);
    } else {
      freeze.outside.push_back(no);
    }
  }
  return freeze;
}

}  // namespace

absl::Status EvaluationChange::Create(const v1::CreateEvaluationRequest& request) {
  shard::QueueState& queue = target_.queue;
  if (absl::Status status = CheckNoEvaluation(queue); !status.ok()) return status;
  if (queue.record.has_activating()) {
    return VersionConflict(
        "The queue is about to follow another policy or pair of releases. Wait until its "
        "activating_policy is empty.");
  }
  if (absl::Status status = CheckPolicy(request.release_under_test()); !status.ok()) return status;
  if (absl::Status status = CheckSwept(queue); !status.ok()) return status;
  queue.frame.Advance(target_.state.now.latest_us());
  const uint64_t number = queue.evaluations.last() + 1;
  Freeze freeze = FreezeFrame(queue);
  auto sample = DrawPhase(target_.environment, target_.state, queue,
                          {number, 1, request.budget(), "budget", {}});
  if (!sample.ok()) return sample.status();

  storage::v1::EvaluationRecord record;
  record.set_arrivals(freeze.frame.arrivals());
  v1::Evaluation& evaluation = *record.mutable_evaluation();
  evaluation.set_name(EvaluationName(queue.record.queue_id(), number));
  *evaluation.mutable_release_under_test() = request.release_under_test();
  evaluation.set_looks(std::max(request.looks(), 1u));
  evaluation.set_policy(sample->manifest().policy());
  evaluation.set_policy_hash(sample->manifest().policy_hash());
  *evaluation.mutable_create_time() = ToTimestamp(target_.state.now.wall);
  for (uint32_t page = 0; page < freeze.frame.pages().size(); ++page) {
    storage::v1::FrozenFrameRecord stored;
    stored.set_members(freeze.frame.pages()[page]);
    storage::FrozenFrameTable::Put(target_.state.shard, {{queue.queue_no(), number}, page}, stored,
                                   &mutation_.writes);
  }
  queue.evaluations.Open(number, std::move(record), std::move(freeze.frame));
  for (const shard::CandidateNo no : freeze.outside) Update(no);
  AddPhase(*sample);
  Store(number, queue.evaluations.open()->record, "FROZEN");
  return absl::OkStatus();
}

absl::Status EvaluationChange::Extend(uint64_t number, const v1::ExtendEvaluationRequest& request) {
  shard::QueueState& queue = target_.queue;
  if (absl::Status status = CheckOpen(number); !status.ok()) return status;
  if (absl::Status status = CheckSwept(queue); !status.ok()) return status;
  const v1::Evaluation& evaluation = queue.evaluations.open()->record.evaluation();
  if (evaluation.phases_size() >= kMostPhases ||
      queue.evaluations.open()->sample.size() + request.items() > kMostItems) {
    return FieldsInvalid(
        {{"items",
          "must keep the evaluation within 100,000 items and 100 phases; close it and "
          "create another"}});
  }
  queue.frame.Advance(target_.state.now.latest_us());
  const auto phase = static_cast<uint32_t>(evaluation.phases_size() + 1);
  auto sample = DrawPhase(target_.environment, target_.state, queue,
                          {number, phase, request.items(), "items", evaluation.rubrics()});
  if (!sample.ok()) return sample.status();
  AddPhase(*sample);
  Store(number, queue.evaluations.open()->record, "EXTENDED");
  return absl::OkStatus();
}

absl::Status EvaluationChange::Close(uint64_t number) {
  shard::QueueState& queue = target_.queue;
  if (absl::Status status = CheckOpen(number); !status.ok()) return status;
  queue.frame.Advance(target_.state.now.latest_us());
  storage::v1::EvaluationRecord record = queue.evaluations.open()->record;
  *record.mutable_evaluation() = ShowOpen(queue);
  record.mutable_evaluation()->set_state(v1::EVALUATION_STATE_CLOSED);
  *record.mutable_evaluation()->mutable_close_time() = ToTimestamp(target_.state.now.wall);
  const std::vector<shard::SampleItem> sample = std::move(queue.evaluations.open()->sample);
  queue.evaluations.Close(number, record);
  // Every item stood for its duplicates, also those that were not held; all others that were held
  // say so.
  for (const shard::SampleItem& item : sample) Update(item.no);
  for (shard::CandidateNo no = 0; no < queue.candidates.size(); ++no) {
    if (queue.frame.standings().at(no).exclusion == v1::EXCLUSION_REASON_HELD_FOR_EVALUATION)
      Update(no);
  }
  Store(number, record, "CLOSED");
  return absl::OkStatus();
}

absl::Status EvaluationChange::CheckPolicy(const v1::ReleaseUnderTest& releases) const {
  const selection::CompiledPolicy* policy = target_.queue.frame.policy();
  if (policy == nullptr) {
    return NotAllowed(v1::ERROR_REASON_NO_ACTIVE_POLICY,
                      "No policy is active on the queue. Activate one with purpose EVALUATION, "
                      "such as release-evaluation.");
  }
  if (policy->purpose != v1::PURPOSE_EVALUATION) {
    return NotAllowed(v1::ERROR_REASON_PURPOSE_MISMATCH,
                      "The queue's active policy is not for evaluation. Activate one with purpose "
                      "EVALUATION, such as release-evaluation.");
  }
  for (const selection::Term& term : policy->terms) {
    const selection::SignalId& pair = term.signal;
    if (pair.baseline_release.empty() || (pair.baseline_release == releases.baseline_release() &&
                                          pair.candidate_release == releases.candidate_release())) {
      continue;
    }
    return NotAllowed(v1::ERROR_REASON_RELEASES_MISMATCH,
                      "The queue's active policy compares another pair of releases. Set the "
                      "queue's release_under_test with UpdateQueue, or name the pair that the "
                      "policy compares.");
  }
  return absl::OkStatus();
}

absl::Status EvaluationChange::CheckOpen(uint64_t number) const {
  const shard::EvaluationBook& book = target_.queue.evaluations;
  if (number > book.last()) {
    return Unknown(v1::ERROR_REASON_EVALUATION_UNKNOWN,
                   "No such evaluation in the queue. ListEvaluations names them.");
  }
  if (book.open() != nullptr && book.open()->number == number) return absl::OkStatus();
  return NotAllowed(v1::ERROR_REASON_EVALUATION_CLOSED,
                    "The evaluation is closed. Create another one.");
}

void EvaluationChange::AddPhase(const storage::v1::BatchRecord& sample) {
  shard::EvaluationBook& book = target_.queue.evaluations;
  v1::Evaluation& evaluation = *book.open()->record.mutable_evaluation();
  const v1::EvaluationPhase phase = PhaseOf(sample.manifest(), evaluation);
  *evaluation.add_phases() = phase;
  evaluation.set_budget(evaluation.budget() + phase.requested());
  *evaluation.mutable_rubrics() = sample.manifest().rubrics();
  const storage::QueueRowId id{target_.queue.queue_no(), book.open()->number};
  storage::EvaluationSampleTable::Put(target_.state.shard, {id, phase.number()}, sample,
                                      &mutation_.writes);
  book.AddPhase(sample);
  for (const uint64_t arrival : sample.arrivals()) Update(static_cast<shard::CandidateNo>(arrival));
}

void EvaluationChange::Store(uint64_t number, const storage::v1::EvaluationRecord& record,
                             std::string decision) {
  const v1::Evaluation& evaluation = record.evaluation();
  storage::EvaluationTable::Put(target_.state.shard, {target_.queue.queue_no(), number}, record,
                                &mutation_.writes);
  storage::v1::RequestRecord remembered;
  remembered.set_resource(evaluation.name());
  RememberCall(target_.call, std::move(remembered), target_.state, mutation_.writes);
  mutation_.leaf = {.principal = target_.call.key.principal,
                    .method = target_.call.key.method,
                    .object = evaluation.name(),
                    .decision = std::move(decision),
                    .policy = target_.queue.policy_name(),
                    .payload = RequestPayload(target_.call)};
  log_.Add(std::move(mutation_));
}

}  // namespace winnow::loop
