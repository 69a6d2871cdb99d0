// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// DrawFrame: a generated frame in memory, without a server around it.
#ifndef WINNOW_TESTS_BENCH_DRAW_FRAME_H_
#define WINNOW_TESTS_BENCH_DRAW_FRAME_H_

#include <cstdint>
#include <string>
#include <vector>

#include "server/selection/cell_index.h"
#include "server/selection/draw.h"
#include "server/selection/policy.h"
#include "tests/bench/workload.h"

namespace winnow::bench {

// `policy` compiled for a queue with the attributes `speaker` and `device`. Throws
// std::runtime_error for one that is not valid.
selection::CompiledPolicy Compile(const v1::ReviewPolicy& policy);

// The candidates of a workload in the index, and in columns what a draw asks about them. Row i is
// candidate number i. Safe to read from several threads while nothing changes it.
class DrawFrame final : public selection::CandidateView {
 public:
  // `policy` gives the range of scores and the size measure.
  DrawFrame(const Workload& workload, const selection::CompiledPolicy& policy);

  selection::Frame frame() const {
    return {.index = index_, .view = *this, .slices = slices_, .exclusions = {}, .by_id = by_id_};
  }
  selection::CellIndex& index() { return index_; }
  // What the index added to the resident memory of this process while it was filled.
  double index_resident_bytes() const { return index_resident_bytes_; }
  uint64_t size() const { return workload_.options().candidates; }
  Row row(uint64_t i) const { return workload_.At(i); }

  // Candidates leave the frame, as a lease makes them, and come back as they were.
  void Take(const std::vector<selection::CandidateNo>& batch);
  void PutBack(const std::vector<selection::CandidateNo>& batch);

  // The score that the bench's policy gives to a row.
  static selection::Micros ScoreOf(const Row& row);

  absl::string_view Id(selection::CandidateNo no) const override;
  uint64_t Key(selection::CandidateNo no, std::size_t attribute) const override;
  uint64_t GroupMembers(selection::CandidateNo) const override { return 1; }
  void Prefetch(selection::CandidateNo no) const override {
    __builtin_prefetch(&speakers_[no]);
    __builtin_prefetch(&devices_[no]);
  }

 private:
  void Insert(selection::CandidateNo no);

  Workload workload_;
  selection::CellIndex index_;
  double index_resident_bytes_ = 0;
  std::vector<selection::SliceFacts> slices_;
  std::vector<selection::SliceNo> by_id_;
  std::string ids_;  // one after the other, all of one length
  std::vector<uint64_t> speakers_;
  std::vector<uint64_t> devices_;
};

}  // namespace winnow::bench

#endif  // WINNOW_TESTS_BENCH_DRAW_FRAME_H_
