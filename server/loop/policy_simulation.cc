// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/policy_simulation.h"

#include <algorithm>
#include <map>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "server/loop/draw_input.h"
#include "server/loop/error.h"
#include "server/loop/evaluations/evaluations.h"
#include "server/loop/manifest.h"
#include "server/loop/policy_activation.h"
#include "server/loop/policy_messages.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/reply.h"
#include "server/loop/resource_name.h"
#include "server/selection/sampler.h"
#include "server/selection/stable_hash.h"

namespace winnow::loop {
namespace {

// Candidates that are judged in one go, under the shard's mutex: about a millisecond's.
constexpr size_t kScoresPerPortion = 1'000;
// Beginnings anew, after each change of what all candidates are judged by, that are worth it.
constexpr size_t kMostBeginnings = 4;
constexpr int kMostDifferences = 1000;

// The one seed of both draws: the same question about the same state has the same answer, and draws
// that count have seeds that nobody can name beforehand.
uint64_t SeedOf(const shard::ShardState& state, absl::string_view queue_id) {
  return selection::DomainKey(selection::Mix(selection::StaticIdHash(queue_id), state.seq),
                              selection::HashDomain::kSimulation);
}

void CountArms(const selection::DrawResult& result, v1::SimulatedDraw& out) {
  const auto items = [&result](v1::Arm arm) {
    return static_cast<uint64_t>(
        std::count_if(result.items.begin(), result.items.end(),
                      [arm](const selection::DrawItem& item) { return item.arm == arm; }));
  };
  out.set_selected(result.items.size());
  out.set_exploit(items(v1::ARM_EXPLOIT));
  out.set_fill(items(v1::ARM_FILL));
  out.set_explore(items(v1::ARM_EXPLORE));
}

uint64_t CommonItems(const selection::DrawResult& a, const selection::DrawResult& b) {
  absl::flat_hash_set<selection::CandidateNo> numbers;
  for (const selection::DrawItem& item : a.items) numbers.insert(item.no);
  return static_cast<uint64_t>(
      std::count_if(b.items.begin(), b.items.end(),
                    [&](const selection::DrawItem& item) { return numbers.contains(item.no); }));
}

void WriteDifferences(v1::SimulatePolicyResponse& response) {
  std::map<std::string, v1::SliceDifference> slices;
  for (const v1::QuotaLine& line : response.active().quotas())
    slices[line.slice()].set_active(line.filled());
  for (const v1::QuotaLine& line : response.proposed().quotas())
    slices[line.slice()].set_proposed(line.filled());
  const auto size = [](const v1::SliceDifference& of) {
    return std::max(of.active(), of.proposed()) - std::min(of.active(), of.proposed());
  };
  std::vector<v1::SliceDifference> differences;
  for (auto& [slice, difference] : slices) {
    if (size(difference) == 0) continue;
    difference.set_slice(slice);
    differences.push_back(std::move(difference));
  }
  std::stable_sort(differences.begin(), differences.end(),
                   [&](const auto& a, const auto& b) { return size(a) > size(b); });
  for (const v1::SliceDifference& difference : differences) {
    if (response.differences_size() == kMostDifferences) break;
    *response.add_differences() = difference;
  }
}

absl::Status NobodyWaits() {
  return absl::CancelledError("nobody waits for the simulation any more");
}

}  // namespace

void PolicySimulation::Run(Done<v1::SimulatePolicyResponse> done) {
  if (IsGone()) return done(NobodyWaits());
  absl::Status status =
      Peek(order_.shard, [this](const shard::ShardState& state) { return Begin(state); });
  if (status.ok()) status = Build();
  auto response = std::make_shared<v1::SimulatePolicyResponse>();
  const auto inspect = [&](const shard::ShardState& state) {
    if (status.ok()) status = Compare(state, *response);
    if (shadow_ != nullptr) shadow_->Drop();
    return status;
  };
  order_.shard.Read(inspect, Reply(response, std::move(done)));
  // What the shadow held is destroyed here, where it holds nobody up.
  shadow_ = nullptr;
}

absl::Status PolicySimulation::Begin(const shard::ShardState& state) {
  const auto queue = FindQueue(state, order_.queue_id);
  if (!queue.ok()) return queue.status();
  if (absl::Status status = CheckNoEvaluation(**queue); !status.ok()) return status;
  auto compiled = CompileFor(order_.proposed.policy(), (*queue)->record.queue());
  if (!compiled.ok()) return compiled.status();
  if (absl::Status status = CheckItems(*compiled, "the proposed policy allows"); !status.ok())
    return status;
  if ((*queue)->has_policy()) {
    absl::Status status = CheckItems(*(*queue)->frame.policy(), "the active policy allows");
    if (!status.ok()) return status;
  }
  if ((*queue)->candidates.size() > environment_.limits.simulated_candidates) {
    return FieldsInvalid(
        {{"queue", absl::StrCat("has too many candidates to be scored for a look; at most ",
                                environment_.limits.simulated_candidates,
                                " are. Push a sample of them into a queue of its own, and "
                                "simulate there")}});
  }
  index_epoch_ = (*queue)->record.index_epoch();
  compiled->age_anchor_us = state.now.latest_us();
  shadow_ = std::make_unique<shard::FrameShadow>((*queue)->frame);
  shadow_->Begin(*std::move(compiled));
  return absl::OkStatus();
}

absl::Status PolicySimulation::CheckItems(const selection::CompiledPolicy& policy,
                                          absl::string_view whose) const {
  if (order_.items <= policy.lease.max_items) return absl::OkStatus();
  return FieldsInvalid(
      {{"max_items", absl::StrCat("must be at most what ", whose, ", ", policy.lease.max_items)}});
}

absl::Status PolicySimulation::Build() {
  size_t portions = 0;
  size_t most = 0;
  for (bool built = false; !built; ++portions) {
    if (IsGone()) return NobodyWaits();
    absl::Duration took;
    absl::Status status = Peek(order_.shard, [&](const shard::ShardState& state) {
      const absl::Duration start = environment_.clock.SteadyNow();
      const auto queue = FindQueue(state, order_.queue_id);
      if (!queue.ok()) return queue.status();
      if (portions == 0)
        most = kMostBeginnings * ((*queue)->candidates.size() / kScoresPerPortion + 1);
      built = shadow_->Build(kScoresPerPortion, state.now.latest_us());
      took = environment_.clock.SteadyNow() - start;
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    if (portions > most) {
      return VersionConflict(
          "The queue changed faster than its candidates could be scored. Simulate again later.");
    }
    if (!built) environment_.clock.WaitFor(took);
  }
  return absl::OkStatus();
}

selection::DrawResult PolicySimulation::Draw(const shard::ShardState& state,
                                             const shard::QueueState& queue,
                                             const shard::Frame& frame, v1::SimulatedDraw& out) {
  const selection::WindowCounts window =
      queue.windows.CountsWithin(frame.policy()->caps, state.now.expected_us());
  shard::SliceRoster roster;
  const DrawInput input(queue, {frame, roster, window});
  std::vector<selection::SliceNo> slices;
  for (selection::SliceNo slice = 0; slice < input.slices().size(); ++slice)
    slices.push_back(slice);
  shard::ExclusionCounts total = {};
  for (const selection::SliceNo slice : slices) {
    const shard::ExclusionCounts counts = CountsOf(queue, frame, slice);
    for (size_t reason = 0; reason < counts.size(); ++reason) total[reason] += counts[reason];
  }
  out.set_eligible(total[v1::EXCLUSION_REASON_UNSPECIFIED]);
  WriteExclusions(total, out.mutable_excluded());
  const selection::DrawRequest request{.batch = order_.items,
                                       .seed = SeedOf(state, order_.queue_id),
                                       .slices = input.Participants(std::move(slices))};
  selection::DrawResult result;
  // To the sampler no slices at all means every slice.
  if (!request.slices.empty())
    result = selection::Draw(*frame.policy(), input.frame(), request, environment_.executor);
  CountArms(result, out);
  v1::Manifest lines;
  WriteLines(queue, frame, result, lines);
  out.mutable_quotas()->Swap(lines.mutable_quotas());
  out.mutable_cap_overflows()->Swap(lines.mutable_cap_overflows());
  return result;
}

absl::Status PolicySimulation::Compare(const shard::ShardState& state,
                                       v1::SimulatePolicyResponse& response) {
  const auto found = FindQueue(state, order_.queue_id);
  if (!found.ok()) return found.status();
  shard::QueueState& queue = **found;
  const int64_t now_us = state.now.latest_us();
  // What came since the last portion.
  if (!shadow_->Build(kScoresPerPortion, now_us) || queue.record.index_epoch() != index_epoch_) {
    return VersionConflict("The queue changed while its candidates were scored. Simulate again.");
  }
  if (!order_.proposed.policy_id().empty())
    response.mutable_proposed()->set_policy(RevisionName(order_.proposed));
  const selection::DrawResult proposed =
      Draw(state, queue, shadow_->Look(now_us), *response.mutable_proposed());
  if (queue.has_policy()) {
    queue.frame.Advance(now_us);
    response.mutable_active()->set_policy(queue.policy_name());
    const selection::DrawResult active =
        Draw(state, queue, queue.frame, *response.mutable_active());
    response.set_common_items(CommonItems(proposed, active));
    WriteDifferences(response);
  }
  if (response.ByteSizeLong() <= environment_.limits.answer_bytes) return absl::OkStatus();
  return FieldsInvalid(
      {{"queue", "has so many slices that the answer is larger than the server may send"}});
}

}  // namespace winnow::loop
