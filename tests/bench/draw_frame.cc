// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/bench/draw_frame.h"

#include <algorithm>
#include <stdexcept>

#include "server/selection/stable_hash.h"
#include "tests/bench/figures.h"

namespace winnow::bench {
namespace {

constexpr std::size_t kIdBytes = 12;

}  // namespace

selection::CompiledPolicy Compile(const v1::ReviewPolicy& policy) {
  const auto compiled = selection::CompilePolicy(policy, {{"speaker", "device"}, {}});
  if (!compiled.ok()) throw std::runtime_error(compiled.status().ToString());
  return *compiled;
}

DrawFrame::DrawFrame(const Workload& workload, const selection::CompiledPolicy& policy)
    : workload_(workload), index_(policy.range, policy.exploration) {
  for (uint32_t slice = 0; slice < workload_.options().slices; ++slice) {
    slices_.emplace_back().id = Workload::SliceIdOf(slice);
    by_id_.push_back(slice);
  }
  std::sort(by_id_.begin(), by_id_.end(), [this](selection::SliceNo a, selection::SliceNo b) {
    return slices_[a].id < slices_[b].id;
  });
  ids_.reserve(size() * kIdBytes);
  speakers_.reserve(size());
  devices_.reserve(size());
  for (uint64_t i = 0; i < size(); ++i) {
    const Row row = workload_.At(i);
    ids_ += Workload::IdOf(i);
    speakers_.push_back(row.speaker_key);
    devices_.push_back(row.device_key);
  }
  const double before = ResidentBytes();
  for (uint64_t i = 0; i < size(); ++i) Insert(static_cast<selection::CandidateNo>(i));
  index_resident_bytes_ = ResidentBytes() - before;
}

selection::Micros DrawFrame::ScoreOf(const Row& row) {
  return 1'000 * static_cast<selection::Micros>(row.sessions) -
         static_cast<selection::Micros>(row.confidence);
}

void DrawFrame::Insert(selection::CandidateNo no) {
  const Row row = workload_.At(no);
  index_.Insert({no, row.slice, ScoreOf(row), selection::StaticIdHash(Id(no))});
}

void DrawFrame::Take(const std::vector<selection::CandidateNo>& batch) {
  for (const selection::CandidateNo no : batch) index_.Erase(no);
}

void DrawFrame::PutBack(const std::vector<selection::CandidateNo>& batch) {
  for (const selection::CandidateNo no : batch) Insert(no);
}

absl::string_view DrawFrame::Id(selection::CandidateNo no) const {
  return absl::string_view(ids_).substr(no * kIdBytes, kIdBytes);
}

uint64_t DrawFrame::Key(selection::CandidateNo no, std::size_t attribute) const {
  return attribute == 0 ? speakers_[no] : devices_[no];
}

}  // namespace winnow::bench
