// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ExportedFrame: the frame of a queue as ExportFrame wrote it (proto/winnow/v1/frame.proto), in the
// form that draws read.
#ifndef WINNOW_SERVER_SIMULATION_REPLAY_EXPORTED_FRAME_H_
#define WINNOW_SERVER_SIMULATION_REPLAY_EXPORTED_FRAME_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/selection/candidate_view.h"
#include "server/selection/cell_index.h"
#include "server/selection/draw.h"
#include "server/selection/policy.h"
#include "winnow/v1/batch.pb.h"
#include "winnow/v1/frame.pb.h"

namespace winnow::simulation {

// Built line by line; then immutable and safe to read from many threads. Errors are
// INVALID_ARGUMENT and say what is wrong with the line; unknown members are passed over, so that
// files of later versions can be read.
class ExportedFrame final : public selection::CandidateView {
 public:
  // Starts with the first line of the file.
  static absl::StatusOr<std::unique_ptr<ExportedFrame>> Open(const std::string& header_line);
  // Adds a candidate. The order of candidates does not matter.
  absl::Status Add(const std::string& line);
  // INVALID_ARGUMENT unless all candidates that the header promises were added.
  absl::Status CheckComplete() const;

  const v1::FrameHeader& header() const { return header_; }
  const selection::CompiledPolicy& policy() const { return policy_; }
  selection::Frame frame() const {
    return {.index = index_,
            .view = *this,
            .slices = slices_,
            .exclusions = exclusions_,
            .window = &window_counts_};
  }
  std::optional<selection::SliceNo> FindSlice(absl::string_view id) const;
  // The item of a manifest, but for what no draw reads: source, consent, retention, rubric, split,
  // model release and stage.
  v1::ManifestItem ItemOf(const selection::DrawItem& item) const;
  // An overflow as a manifest has it.
  v1::CapOverflow OverflowOf(const selection::CapOverflow& overflow) const;

  absl::string_view Id(selection::CandidateNo no) const override { return rows_[no].id; }
  uint64_t Key(selection::CandidateNo no, std::size_t attribute) const override {
    return keys_[no * AttributeCount() + attribute];
  }
  uint64_t GroupMembers(selection::CandidateNo no) const override {
    return rows_[no].group_members;
  }

 private:
  struct Row {
    std::string id;
    uint64_t group_members = 1;
    bool sensitive = false;
    int64_t arrival_us = 0;
  };

  ExportedFrame(v1::FrameHeader header, selection::CompiledPolicy policy);

  std::size_t AttributeCount() const { return static_cast<std::size_t>(header_.attributes_size()); }
  absl::Status AddKeys(const v1::FrameCandidate& candidate);
  // A key as draws compare it, of a text that stands for it.
  absl::StatusOr<uint64_t> ReadKey(const v1::AttributeSpec& attribute, const std::string& text);
  absl::StatusOr<selection::DiversityKey> ReadKey(const v1::FrameKey& key);
  std::string KeyText(std::size_t attribute, uint64_t key) const;

  const v1::FrameHeader header_;
  const selection::CompiledPolicy policy_;
  selection::CellIndex index_;
  std::vector<selection::SliceFacts> slices_;
  std::vector<selection::SliceExclusions> exclusions_;
  absl::flat_hash_map<std::string, selection::SliceNo> slice_numbers_;
  std::deque<Row> rows_;
  absl::flat_hash_set<absl::string_view> ids_;  // of rows_
  std::vector<uint64_t> keys_;                  // by candidate, then attribute
  std::vector<selection::SignalValue> values_;  // by candidate, then term
  selection::WindowCounts window_counts_;
  absl::flat_hash_map<std::string, uint64_t> category_keys_;
  std::vector<std::string> categories_;  // by key - 1
};

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_REPLAY_EXPORTED_FRAME_H_
