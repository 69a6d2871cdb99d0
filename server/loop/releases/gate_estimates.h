// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// GateEstimates: by how much the candidate of a release changes its measures, by slice and over all
// (selection.md S9).
#ifndef WINNOW_SERVER_LOOP_RELEASES_GATE_ESTIMATES_H_
#define WINNOW_SERVER_LOOP_RELEASES_GATE_ESTIMATES_H_

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "server/loop/releases/frame_reader.h"
#include "server/loop/releases/outcome_book.h"
#include "server/loop/releases/release_sample.h"
#include "server/release/change_estimate.h"
#include "server/release/frame_totals.h"
#include "server/release/labelled_sample.h"
#include "winnow/v1/rubric.pb.h"

namespace winnow::loop {

// What the estimates rest on; outlives them.
struct GateGround {
  const ReleaseSample& sample;
  const OutcomeBook& outcomes;
  // Items whose audio nobody can judge, decided by a person.
  const std::set<shard::CandidateNo>& unusable;
  // Items whose outcomes count as missing: they may not be used any more, or the labels that they
  // were counted from were given up.
  const std::set<shard::CandidateNo>& withheld;
  // Items of which no outcome comes any more, where there is none.
  const std::set<shard::CandidateNo>& given_up;
  // Items that the look covers, in the order of the hand-out; all of them where there were several
  // phases.
  uint64_t prefix = 0;
};

// Memory goes with the sample, and twice with slices x clusters, each item of its own where there
// is no cluster attribute. Not thread-safe.
class GateEstimates {
 public:
  explicit GateEstimates(const GateGround& ground) : ground_(ground) {}

  // Reads the frame once. INVALID_ARGUMENT for numbers that no estimate can be made of.
  absl::Status ReadFrame(const FrameReader& reader, const shard::FrozenFrame& frame);

  // Slices of the frame.
  const std::set<uint32_t>& slices() const { return slices_; }

  // The change of one measure over domains of `slices`, each a set of slices of the frame. Where
  // nothing can be estimated, none. INVALID_ARGUMENT as above.
  absl::StatusOr<std::vector<std::optional<release::ChangeEstimate>>> Changes(
      const v1::Measure& measure, absl::Span<const std::vector<uint32_t>> domains) const;

 private:
  // Pair disagreement, disagreement times that of the committee, expected change.
  static constexpr size_t kRegressors = 3;
  // A rate per unit, or per item: the largest difference of an item is its disagreement, or 1.
  enum Variant : size_t { kPerUnit, kPerItem };
  static Variant VariantOf(const v1::Measure& measure) {
    return measure.units().empty() ? kPerItem : kPerUnit;
  }

  uint32_t Phases() const { return static_cast<uint32_t>(ground_.sample.evaluation.phases_size()); }
  absl::Status Add(const FrameRow& row);
  // The drawn items of the phases up to `phase`, in order, as they count in its estimate.
  std::vector<release::SampledItem> DrawnUpTo(uint32_t phase, Variant variant) const;
  absl::StatusOr<release::FrameTotals> FrameOf(Variant variant, uint32_t phase) const;
  absl::StatusOr<release::LabelledSample> SampleOf(const v1::Measure& measure,
                                                   uint32_t phase) const;
  void Label(const v1::Measure& measure, shard::CandidateNo no, release::SampledItem& item) const;

  const GateGround ground_;
  std::vector<FrameRow> drawn_;  // by place in the sample; size 0: not in the frame any more
  std::set<uint32_t> slices_;
  // By variant.
  std::array<release::FrameTotals, 2> undrawn_ = {release::FrameTotals(kRegressors),
                                                  release::FrameTotals(kRegressors)};
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_GATE_ESTIMATES_H_
