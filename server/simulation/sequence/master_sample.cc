// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/sequence/master_sample.h"

#include <algorithm>
#include <utility>

#include "server/release/decision/looks.h"
#include "server/selection/executor.h"
#include "server/selection/sampler.h"
#include "server/selection/stable_hash.h"

namespace winnow::simulation {

std::vector<DrawnItem> DrawMasterSample(const PoolFrame& frame, const SampleOrder& order) {
  selection::Frame with_facts = frame.frame();
  with_facts.slices = order.slices;
  selection::DrawRequest request;
  request.batch = order.labels;
  request.seed = order.seed;
  selection::InlineExecutor executor;
  const selection::DrawResult result =
      selection::Draw(frame.policy(), with_facts, request, executor);
  const uint64_t key = selection::DomainKey(order.seed, selection::HashDomain::kHandOutOrder);
  std::vector<std::pair<uint64_t, DrawnItem>> keyed;
  keyed.reserve(result.items.size());
  for (const selection::DrawItem& item : result.items) {
    DrawnItem drawn;
    drawn.item = item.no;
    drawn.pi = InclusionProbability(item);
    keyed.emplace_back(selection::Mix(key, with_facts.index.At(item.no).id_hash), drawn);
  }
  std::sort(keyed.begin(), keyed.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<DrawnItem> in_order;
  in_order.reserve(keyed.size());
  for (const auto& [place, drawn] : keyed) in_order.push_back(drawn);
  return in_order;
}

absl::StatusOr<std::vector<Labelled>> LabelledPrefix(const Pool& pool,
                                                     absl::Span<const DrawnItem> in_order,
                                                     uint64_t count) {
  std::vector<release::SampledItem> items;
  items.reserve(in_order.size());
  for (const DrawnItem& drawn : in_order) {
    release::SampledItem& item = items.emplace_back();
    item.item.slice = pool.items[drawn.item].slice;
    item.pi = drawn.pi;
  }
  const auto prefix = release::PrefixSample(items, count);
  if (!prefix.ok()) return prefix.status();
  std::vector<Labelled> labelled;
  labelled.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const PoolItem& from = pool.items[in_order[i].item];
    Labelled& label = labelled.emplace_back();
    label.drawn.item = in_order[i].item;
    label.drawn.pi = (*prefix)[i].pi;
    label.difference = from.difference;
    label.reference_units = from.reference_units;
  }
  // Whoever estimates looks for what is certain in the order of the pool.
  std::sort(labelled.begin(), labelled.end(),
            [](const Labelled& a, const Labelled& b) { return a.drawn.item < b.drawn.item; });
  return labelled;
}

}  // namespace winnow::simulation
