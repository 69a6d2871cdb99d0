// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/frame_reader.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "server/loop/queue_lookup.h"
#include "server/selection/score.h"

namespace winnow::loop {
namespace {

// Keeps the mutex for about a millisecond, or two where distances to witnesses are all signals that
// the queue can have.
constexpr shard::CandidateNo kPortion = 1'024;
// Clusters of their own, apart from keys of attributes by this bit.
constexpr uint64_t kAlone = uint64_t{1} << 63;

double UnitsOfMicros(selection::Micros micros) {
  return static_cast<double>(micros) / selection::kMicrosPerUnit;
}

}  // namespace

// Where the signals and keys of the queue stand.
struct FrameReader::Columns {
  Columns(const shard::QueueState& queue, const v1::Release& release,
          const selection::CompiledPolicy& policy)
      : series(SeriesOf(queue, release)) {
    for (const selection::Term& term : policy.terms)
      terms.push_back(queue.signals.FindSeries(term.signal));
    const auto& attributes = queue.record.queue().attributes();
    for (int i = 0; i < attributes.size(); ++i) {
      if (attributes[i].key() == release.cluster_attribute()) attribute = static_cast<size_t>(i);
    }
  }

  FrameSeries series;
  std::vector<std::optional<uint32_t>> terms;
  std::optional<size_t> attribute;
};

absl::Status FrameReader::Read(const shard::FrozenFrame& frame,
                               absl::FunctionRef<absl::Status(const FrameRow&)> take) const {
  std::vector<FrameRow> rows;
  for (uint64_t begin = 0; begin < frame.arrivals(); begin += kPortion) {
    const uint64_t end = std::min<uint64_t>(frame.arrivals(), begin + kPortion);
    rows.clear();
    absl::Status status = Peek(*place_.shard, [&](const shard::ShardState& state) -> absl::Status {
      const auto queue = FindQueue(state, place_.queue_id);
      if (!queue.ok()) return queue.status();
      const Columns columns(**queue, place_.release, policy_);
      for (auto no = static_cast<shard::CandidateNo>(begin); no < end; ++no) {
        if (!frame.Contains(no) || shard::IsGone((*queue)->candidates.row(no))) continue;
        FrameRow row = RowOf(**queue, columns, no);
        if (row.members > 0) rows.push_back(std::move(row));
      }
      return absl::OkStatus();
    });
    for (size_t i = 0; status.ok() && i < rows.size(); ++i) status = take(rows[i]);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

FrameRow FrameReader::RowOf(const shard::QueueState& queue, const Columns& columns,
                            shard::CandidateNo no) const {
  const auto signal = [&](FrameSignal which) -> std::optional<double> {
    const std::optional<uint32_t> series = columns.series[static_cast<size_t>(which)];
    if (!series.has_value() || !census_.IsUsable(which)) return std::nullopt;
    const selection::SignalValue value = queue.signals.Read(no, *series);
    if (!value.present) return std::nullopt;
    return UnitsOfMicros(value.micros);
  };
  const shard::CandidateRow& candidate = queue.candidates.row(no);
  FrameRow row;
  row.no = no;
  const auto place = sample_.places.find(no);
  row.members = place == sample_.places.end() ? census_.MembersOf(no, candidate.dup_group)
                                              : sample_.items[place->second].members;
  row.slice = candidate.slice;
  row.cluster = kAlone | no;
  if (columns.attribute.has_value()) {
    const uint64_t key = queue.candidates.attributes().Key(no, *columns.attribute);
    if (key != 0) row.cluster = key & ~kAlone;
  }
  row.units = std::max(signal(FrameSignal::kUnits).value_or(1), 0.0);
  row.disagreement = signal(FrameSignal::kDisagreement);
  std::optional<double> expected = signal(FrameSignal::kExpectedChange);
  if (!expected.has_value())
    expected = census_.witnesses().ExpectedChange(queue, no, row.disagreement);
  row.x = release::ReleaseRegressors(row.disagreement.value_or(0),
                                     signal(FrameSignal::kCommittee).value_or(0), *expected);
  row.size = SizeOf(queue, columns, no);
  return row;
}

double FrameReader::SizeOf(const shard::QueueState& queue, const Columns& columns,
                           shard::CandidateNo no) const {
  selection::Micros score = 0;
  const auto place = sample_.places.find(no);
  if (place != sample_.places.end()) {
    score = sample_.items[place->second].score;
  } else {
    std::vector<selection::SignalValue> values;
    values.reserve(columns.terms.size());
    for (const std::optional<uint32_t>& series : columns.terms)
      values.push_back(series.has_value() ? queue.signals.Read(no, *series)
                                          : selection::SignalValue());
    score = selection::Score(policy_, values, queue.candidates.row(no).sensitive);
  }
  return UnitsOfMicros(std::max<selection::Micros>(policy_.exploration.SizeOf(score), 1));
}

}  // namespace winnow::loop
