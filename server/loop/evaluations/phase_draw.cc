// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/evaluations/phase_draw.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/loop/draw_input.h"
#include "server/loop/error.h"
#include "server/loop/manifest.h"
#include "server/loop/resource_name.h"
#include "server/loop/rubric_pins.h"
#include "server/selection/sampler.h"
#include "server/selection/stable_hash.h"

namespace winnow::loop {
namespace {

// Sorts what was drawn under `seed` into the random order of the hand-out, in which slices and
// cells are mixed.
void Shuffle(const shard::QueueState& queue, uint64_t seed,
             std::vector<selection::DrawItem>& items) {
  const uint64_t key = selection::DomainKey(seed, selection::HashDomain::kHandOutOrder);
  const auto place = [&](const selection::DrawItem& item) {
    return selection::Mix(key, queue.candidates.row(item.no).id_hash);
  };
  std::sort(items.begin(), items.end(),
            [&](const auto& a, const auto& b) { return place(a) < place(b); });
}

}  // namespace

absl::StatusOr<storage::v1::BatchRecord> DrawPhase(Environment& environment,
                                                   const shard::ShardState& state,
                                                   shard::QueueState& queue,
                                                   const PhaseOrder& order) {
  const DrawInput input(queue);
  const auto slices = input.Named({});
  if (!slices.ok()) return slices.status();
  const shard::ExclusionCounts counts = CountsOf(queue, *slices);
  selection::DrawRequest draw{.batch = order.items,
                              .seed = environment.entropy.Uint64(),
                              .slices = input.Participants(*slices)};
  selection::DrawResult result;
  // To the sampler no slices at all means every slice.
  if (!draw.slices.empty()) {
    result = selection::Draw(*queue.frame.policy(), input.frame(), draw, environment.executor);
  }
  if (result.items.empty()) {
    return NotAllowed(v1::ERROR_REASON_FRAME_EMPTY,
                      "No candidate can be drawn. QueueStatus counts what keeps candidates out.");
  }
  Shuffle(queue, draw.seed, result.items);
  v1::Manifest header = ManifestHeader(queue, {.result = result,
                                               .request = draw,
                                               .counts = counts,
                                               .slices = {},
                                               .name = "",
                                               .frame_seq = state.seq,
                                               .now_us = state.now.wall_us()});
  header.set_evaluation(EvaluationName(queue.record.queue_id(), order.evaluation));
  header.set_evaluation_phase(order.phase);
  header.set_previous_digest(queue.evaluations.last_digest());
  std::vector<v1::ManifestItem> items;
  items.reserve(result.items.size());
  for (const selection::DrawItem& drawn : result.items) {
    v1::ManifestItem& item = items.emplace_back(ManifestItemOf(queue, drawn));
    item.set_evaluation(header.evaluation());
    item.set_evaluation_phase(order.phase);
  }
  *header.mutable_rubrics() = PinRubrics(*state.registry, order.rubrics, items);
  storage::v1::BatchRecord record = SealManifest(std::move(header), items, environment.entropy);
  for (const selection::DrawItem& drawn : result.items) record.add_arrivals(drawn.no);
  const size_t limit = environment.shards.at(state.shard).engine().Capabilities().value_bytes;
  // One byte of the value is its version.
  if (record.ByteSizeLong() + 1 <= limit) return record;
  return FieldsInvalid({{std::string(order.field),
                         "makes a sample that is too large to be stored under the active policy, "
                         "whose terms and attributes each item repeats; ask for fewer items"}});
}

v1::EvaluationPhase PhaseOf(const v1::Manifest& sample, const v1::Evaluation& before) {
  v1::EvaluationPhase phase;
  phase.set_number(sample.evaluation_phase());
  phase.set_requested(sample.requested());
  phase.set_sampled(sample.selected());
  phase.set_eligible(sample.eligible());
  phase.set_seed(sample.seed());
  phase.set_index_epoch(sample.index_epoch());
  phase.set_frame_seq(sample.frame_seq());
  phase.set_digest(sample.digest());
  *phase.mutable_create_time() = sample.create_time();
  if (before.phases().empty()) return phase;
  uint64_t gone = phase.eligible();
  for (const v1::EvaluationPhase& earlier : before.phases()) gone += earlier.sampled();
  const uint64_t frame = before.phases(0).eligible();
  phase.set_lost(frame > gone ? frame - gone : 0);
  return phase;
}

}  // namespace winnow::loop
