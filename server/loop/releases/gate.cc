// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/gate.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "server/loop/error.h"
#include "server/loop/evaluations/standing.h"
#include "server/loop/export_consent.h"
#include "server/loop/policy_catalog.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/releases/comparisons.h"
#include "server/loop/releases/dataset_facts.h"
#include "server/loop/releases/sample_keys.h"
#include "server/loop/releases/taken_looks.h"
#include "server/loop/resource_name.h"
#include "server/loop/rubric_catalog.h"
#include "server/release/decision/looks.h"
#include "server/release/gate/gate.h"
#include "server/release/gate/rollout_stages.h"
#include "server/shard/active_policy.h"

namespace winnow::loop {
namespace {

// That are looked at under the shard's mutex at once.
constexpr size_t kItemsPerLook = 1'000;

}  // namespace

absl::StatusOr<v1::ReleaseVerdict> Gate::Judge() {
  registry_ = environment_.shards.registry().Get();
  facts_.release = place_.release;
  rubric_ = FindRubric(*registry_, place_.release.rubric());
  if (rubric_ == nullptr || rubric_->measures().empty()) {
    return Unknown(v1::ERROR_REASON_RUBRIC_UNKNOWN,
                   "The rubric revision of the release is not known. Create it again.");
  }
  SampleKeys keys;
  absl::Status status = ReadSampleAndOutcomes();
  if (status.ok()) status = ReadStandings();
  if (status.ok()) status = keys.Read(*place_.shard, place_.id.queue_no, sample_);
  if (status.ok()) status = CollectDatasetFacts(environment_.shards, keys, facts_);
  if (!status.ok()) return status;
  ChooseLook();
  CountLabeled();
  status = CheckLooks();
  if (status.ok() && look_ > 0 && !facts_.looks_spent) status = Compare();
  if (!status.ok()) return status;
  facts_.rubric_mismatch = outcomes_.rubric_mismatch();
  facts_.vendor_mismatch = outcomes_.vendor_mismatch();

  return Describe();
}

v1::ReleaseVerdict Gate::Describe() {
  v1::ReleaseVerdict verdict;
  release::Findings findings = release::FindingsOf(facts_);
  verdict.set_verdict(release::VerdictOf(findings));
  for (v1::Finding& finding : release::FirstOfEachKind(std::move(findings)))
    *verdict.add_findings() = std::move(finding);
  for (v1::Comparison& comparison : facts_.comparisons)
    *verdict.add_comparisons() = std::move(comparison);
  for (v1::RelabelCount& relabels : facts_.relabels) *verdict.add_relabels() = std::move(relabels);
  for (const v1::RolloutStage stage : release::MissingStages(place_.release))
    verdict.add_missing_stages(stage);
  verdict.set_rollouts(static_cast<uint32_t>(place_.release.rollouts_size()));
  verdict.set_items(facts_.items);
  verdict.set_complete_items(facts_.complete_items);
  verdict.set_look(look_);
  verdict.set_looks(std::max(sample_.evaluation.looks(), 1u));
  for (v1::PolicyEffect& effect : outcomes_.PolicyEffects(place_))
    *verdict.add_policy_effects() = std::move(effect);
  if (sample_.evaluation.phases_size() > 0)
    verdict.set_evaluation_digest(sample_.evaluation.phases().rbegin()->digest());
  verdict.set_outcomes_digest(outcomes_.digest());
  verdict.set_rubric(place_.release.rubric());
  return verdict;
}

absl::Status Gate::ReadSampleAndOutcomes() {
  const auto ref = ParseEvaluationName(place_.release.evaluation(), "evaluation");
  if (!ref.ok()) return ref.status();
  auto sample = ReadSample(*place_.shard, place_.queue_id, ref->number);
  if (!sample.ok()) return sample.status();
  sample_ = *std::move(sample);
  absl::Status status = labels_.Read(place_, sample_);
  return status.ok() ? outcomes_.Read(place_, sample_, *rubric_, labels_) : status;
}

absl::Status Gate::ReadStandings() {
  given_up_ = labels_.ambiguous();
  for (size_t begin = 0; begin < sample_.items.size(); begin += kItemsPerLook) {
    const size_t end = std::min(sample_.items.size(), begin + kItemsPerLook);
    absl::Status status = Peek(*place_.shard, [&](const shard::ShardState& state) -> absl::Status {
      const auto queue = FindQueue(state, place_.queue_id);
      if (!queue.ok()) return queue.status();
      PurposeCheck check({**queue, *state.registry, state.now.latest_us()}, v1::PURPOSE_EVALUATION);
      for (size_t i = begin; i < end; ++i) {
        DrawnItem& item = sample_.items[i];
        if (!check.Allows(item.no)) withheld_.insert(item.no);
        item.slice = (*queue)->candidates.dictionaries().slices.Text(
            (*queue)->candidates.row(item.no).slice);
      }
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
  }
  return Peek(*place_.shard, [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, place_.queue_id);
    if (!queue.ok()) return queue.status();
    facts_.now = state.now.latest();  // also of a sample that has no item left
    ReadGivenUp(**queue);
    return absl::OkStatus();
  });
}

void Gate::ReadGivenUp(const shard::QueueState& queue) {
  if (sample_.evaluation.state() == v1::EVALUATION_STATE_CLOSED) {
    for (const DrawnItem& item : sample_.items) given_up_.insert(item.no);
  }
  if (queue.evaluations.open() == nullptr) return;
  for (const shard::SampleItem& item : queue.evaluations.open()->sample) {
    const ItemStanding standing = StandingOf(queue, item);
    if (standing == ItemStanding::kDeadLettered || standing == ItemStanding::kWithdrawn)
      given_up_.insert(item.no);
  }
}

uint64_t Gate::CompleteOf(uint64_t items) const {
  uint64_t complete = 0;
  for (uint64_t i = 0; i < items; ++i) {
    const shard::CandidateNo no = sample_.items[i].no;
    const bool decided = outcomes_.Find(no, Side::kBaseline) != nullptr &&
                         outcomes_.Find(no, Side::kCandidate) != nullptr;
    if (decided || labels_.unusable().contains(no) || given_up_.contains(no) ||
        withheld_.contains(no))
      ++complete;
  }
  return complete;
}

void Gate::ChooseLook() {
  const uint64_t all = sample_.items.size();
  const uint32_t looks = std::max(sample_.evaluation.looks(), 1u);
  const auto set = [&](uint32_t look, uint64_t items) {
    look_ = look;
    facts_.items = items;
    facts_.complete_items = CompleteOf(items);
  };
  // Looks were declared for one master sample; of one that was extended there is the last alone.
  // With one look there is nothing to choose: what is missing widens the intervals.
  set(looks, all);
  if (looks == 1 || sample_.evaluation.phases_size() > 1) return;
  uint64_t first = 0;  // items of the first look that has any
  for (uint32_t look = looks; look > 0; --look) {
    const uint64_t items = release::ItemsAtLook(all, {look, looks}).value_or(all);
    if (items == 0) break;
    set(look, items);
    first = items;
    if (facts_.complete_items == facts_.items) return;
  }
  set(0, first);
}

absl::Status Gate::CheckLooks() {
  const auto taken = ReadTakenLooks(place_);
  if (!taken.ok()) return taken.status();
  const TakenLook now(
      sample_.evaluation.phases().empty() ? "" : sample_.evaluation.phases().rbegin()->digest(),
      look_);
  // While no look is complete none is taken, and none is refused.
  facts_.looks_spent = look_ > 0 && !taken->contains(now) &&
                       taken->size() >= std::max(sample_.evaluation.looks(), 1u);
  return absl::OkStatus();
}

void Gate::CountLabeled() {
  for (const DrawnItem& item : sample_.items) {
    if (outcomes_.IsComparable(item.no) && !withheld_.contains(item.no))
      ++facts_.labeled[item.slice];
  }
}

absl::StatusOr<selection::CompiledPolicy> Gate::DrawnPolicy() const {
  const auto is_drawn = [&](const storage::v1::PolicyRevisionRecord& revision) {
    return absl::BytesToHexString(revision.content_hash()) == sample_.evaluation.policy_hash();
  };
  selection::PolicyContext context;
  std::optional<v1::ReviewPolicy> rules;
  absl::Status status = Peek(*place_.shard, [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, place_.queue_id);
    if (!queue.ok()) return queue.status();
    const storage::v1::QueueRecord& record = (*queue)->record;
    context = shard::ContextOf(record.queue());
    if (is_drawn(record.active_policy())) rules = record.active_policy().policy();
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  if (!rules.has_value()) {
    const auto ref = ParsePolicyName(sample_.evaluation.policy(), "policy");
    if (!ref.ok()) return ref.status();
    const auto revision = FindRevision(*registry_, *ref);
    if (!revision.ok() || !is_drawn(*revision)) {
      return Unknown(v1::ERROR_REASON_POLICY_UNKNOWN,
                     "The evaluation was drawn under other rules than the server has; create "
                     "another evaluation.");
    }
    rules = revision->policy();
  }
  context.release_under_test = sample_.evaluation.release_under_test();
  return selection::CompilePolicy(*rules, context);
}

absl::Status Gate::Compare() {
  const auto policy = DrawnPolicy();
  if (!policy.ok()) return policy.status();
  const auto number = ParseEvaluationName(place_.release.evaluation(), "evaluation");
  const auto frame = ReadFrozenFrame(*place_.shard, {place_.id.queue_no, number->number});
  if (!frame.ok()) return frame.status();

  GateEstimates estimates(
      {sample_, outcomes_, labels_.unusable(), withheld_, given_up_, facts_.items});
  FrameCensus census;
  absl::Status status = census.Take(place_, sample_, *frame);
  if (!status.ok()) return status;
  status = estimates.ReadFrame(FrameReader(place_, sample_, *policy, census), *frame);
  if (!status.ok()) return status;
  SliceNumbers slices;
  status = Peek(*place_.shard, [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, place_.queue_id);
    if (!queue.ok()) return queue.status();
    for (const uint32_t slice : estimates.slices())
      slices[(*queue)->candidates.dictionaries().slices.Text(slice)] = slice;
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  auto comparisons = CompareRelease(
      {place_.release, *rubric_, std::move(slices), std::max(sample_.evaluation.looks(), 1u)},
      estimates);
  if (!comparisons.ok()) return comparisons.status();
  facts_.comparisons = *std::move(comparisons);
  return absl::OkStatus();
}

}  // namespace winnow::loop
