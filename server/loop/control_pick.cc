// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/control_pick.h"

#include <algorithm>
#include <tuple>

#include "server/loop/manifest.h"
#include "server/selection/stable_hash.h"

namespace winnow::loop {
namespace {

bool IsServed(const shard::QueueState& queue, shard::CandidateNo no,
              absl::Span<const selection::SliceNo> slices) {
  const shard::CandidateRow& row = queue.candidates.row(no);
  // The first reason that keeps it out: consent, retention and source come before.
  return queue.frame.standings().at(no).exclusion == v1::EXCLUSION_REASON_CONTROL_ITEM &&
         row.lease == 0 &&
         (slices.empty() || std::find(slices.begin(), slices.end(), row.slice) != slices.end());
}

}  // namespace

ControlPick::ControlPick(const shard::RegistrySnapshot& registry, const shard::QueueState& queue,
                         const Order& order)
    : queue_(queue), seed_(order.seed) {
  if (!queue.frame.policy()->control.any()) return;
  const auto& rubrics = queue.candidates.dictionaries().rubrics;
  for (const auto& [no, entry] : queue.controls.entries()) {
    if (!IsServed(queue, no, order.slices)) continue;
    if (entry.item.kind() == v1::CONTROL_KIND_ANCHOR) {
      anchors_.push_back(no);
    } else if (entry.item.rubric() == PinnedRubric(registry, order.pinned,
                                                   rubrics.Text(queue.candidates.row(no).rubric))) {
      gold_.push_back(no);
    }
  }
  Rank(gold_);
  Rank(anchors_);
}

void ControlPick::Rank(std::vector<shard::CandidateNo>& items) const {
  const uint64_t key = selection::DomainKey(seed_, selection::HashDomain::kControlOrder);
  const auto rank = [&](shard::CandidateNo no) {
    return std::tuple(queue_.controls.Find(no)->item.batches(),
                      selection::Mix(key, queue_.candidates.row(no).id_hash), no);
  };
  std::sort(items.begin(), items.end(), [&](auto a, auto b) { return rank(a) < rank(b); });
}

selection::ControlCounts ControlPick::Supply(selection::ControlCounts wanted) const {
  return {std::min<uint64_t>(wanted.gold, gold_.size()),
          std::min<uint64_t>(wanted.anchor, anchors_.size())};
}

uint64_t ControlPick::Leave(uint64_t size) {
  counts_ = Supply(selection::ControlOfBatch(queue_.frame.policy()->control, size, seed_));
  left_ = size - counts_.total();
  return left_;
}

std::vector<shard::CandidateNo> ControlPick::Take(uint64_t drawn) const {
  const selection::ControlCounts counts =
      drawn >= left_
          ? counts_
          : Supply(selection::ControlBeside(queue_.frame.policy()->control, drawn, seed_));
  std::vector<shard::CandidateNo> taken(gold_.begin(),
                                        gold_.begin() + static_cast<ptrdiff_t>(counts.gold));
  taken.insert(taken.end(), anchors_.begin(),
               anchors_.begin() + static_cast<ptrdiff_t>(counts.anchor));
  return taken;
}

v1::ManifestItem ControlManifestItem(const shard::QueueState& queue, shard::CandidateNo no) {
  v1::ManifestItem item = ManifestItemOf(
      queue, {.no = no, .slice = queue.candidates.row(no).slice, .arm = v1::ARM_CONTROL});
  item.clear_terms();
  return item;
}

}  // namespace winnow::loop
