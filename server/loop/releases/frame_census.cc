// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/frame_census.h"

#include <algorithm>

#include "server/loop/queue_lookup.h"

namespace winnow::loop {
namespace {

// Values that are looked at under the shard's mutex at once.
constexpr uint64_t kCensusValues = 32'768;

}  // namespace

FrameSeries SeriesOf(const shard::QueueState& queue, const v1::Release& release) {
  FrameSeries series;
  const auto find = [&](const char* name) {
    return queue.signals.FindSeries(
        {name, release.baseline_release(), release.candidate_release()});
  };
  series[static_cast<size_t>(FrameSignal::kDisagreement)] = find("pair_disagreement");
  series[static_cast<size_t>(FrameSignal::kExpectedChange)] = find("expected_change");
  series[static_cast<size_t>(FrameSignal::kCommittee)] =
      queue.signals.FindSeries({"committee_disagreement", "", ""});
  if (!release.units_signal().empty()) {
    series[static_cast<size_t>(FrameSignal::kUnits)] =
        queue.signals.FindSeries({release.units_signal(), "", ""});
  }
  return series;
}

absl::Status FrameCensus::Take(const ReleasePlace& place, const ReleaseSample& sample,
                               const shard::FrozenFrame& frame) {
  freeze_ms_ = sample.evaluation.create_time().seconds() * 1000 +
               sample.evaluation.create_time().nanos() / 1'000'000;
  absl::Status status = Peek(*place.shard, [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, place.queue_id);
    if (queue.ok()) witnesses_.Find(**queue, place.release);
    return queue.status();
  });
  if (!status.ok()) return status;
  const uint64_t portion = kCensusValues / (kFrameSignals + witnesses_.series_count());
  for (uint64_t begin = 0; begin < frame.arrivals(); begin += portion) {
    const uint64_t end = std::min<uint64_t>(frame.arrivals(), begin + portion);
    status = Peek(*place.shard, [&](const shard::ShardState& state) -> absl::Status {
      const auto queue = FindQueue(state, place.queue_id);
      if (!queue.ok()) return queue.status();
      const FrameSeries series = SeriesOf(**queue, place.release);
      for (auto no = static_cast<shard::CandidateNo>(begin); no < end; ++no) {
        if (!frame.Contains(no) || shard::IsGone((*queue)->candidates.row(no))) continue;
        Count(**queue, series, no, sample.places.contains(no));
      }
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
  }
  witnesses_.Judge(items_);
  return absl::OkStatus();
}

void FrameCensus::Count(const shard::QueueState& queue, const FrameSeries& series,
                        shard::CandidateNo no, bool drawn) {
  ++items_[drawn];
  for (size_t i = 0; i < kFrameSignals; ++i) {
    if (!series[i].has_value()) continue;
    const std::optional<int64_t> time = queue.signals.TimeOf(no, *series[i]);
    if (time.has_value() && *time > freeze_ms_) late_[i].Add(drawn);
  }
  witnesses_.Count(queue, {no, drawn}, freeze_ms_);
  const uint32_t dup_group = queue.candidates.row(no).dup_group;
  if (dup_group == 0) return;
  Group& group = groups_[dup_group];
  if (group.members++ == 0) group.first = no;
  group.drawn = group.drawn || drawn;
}

double FrameCensus::MembersOf(shard::CandidateNo no, uint32_t dup_group) const {
  const auto group = groups_.find(dup_group);
  if (dup_group == 0 || group == groups_.end()) return 1;
  if (group->second.drawn || group->second.first != no) return 0;
  return group->second.members;
}

}  // namespace winnow::loop
